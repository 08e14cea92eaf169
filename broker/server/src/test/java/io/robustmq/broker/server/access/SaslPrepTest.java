package io.robustmq.broker.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SaslPrepTest {

    /** The examples of RFC 4013 §3, and some more. */
    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "I\u00ADX,IX",
                "user,user",
                "USER,USER",
                "\u00AA,a",
                "\u2168,IX",
                "a\u00A0b,a b",
                "e\u0301,\u00E9",
                "\u06271\u0628,\u06271\u0628"
            })
    void bringsTextIntoOneForm(String text, String prepared) {
        assertThat(SaslPrep.prepare(text)).isEqualTo(prepared);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\u0007", "\u06271", "\u0627a\u0628", "\u00AD", "\uE000", "a\u2028b", "\uFFFD"})
    void refusesWhatIsProhibited(String text) {
        assertThatThrownBy(() -> SaslPrep.prepare(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void namesAreTheSameInAnyForm() {
        assertThat(SaslPrep.isSame("\u2168", "IX")).isTrue();
        assertThat(SaslPrep.isSame("IX", "IV")).isFalse();
        assertThat(SaslPrep.isSame("\u0007", "\u0007")).isTrue();
        assertThat(SaslPrep.isSame("\u0007", "a")).isFalse();
    }
}
