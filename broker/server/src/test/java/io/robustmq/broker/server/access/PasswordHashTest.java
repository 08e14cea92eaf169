package io.robustmq.broker.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordHashTest {

    /** Made by the C library's crypt and by the reference implementation of Argon2. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "secret $2b$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a",
                "secret $2a$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a",
                "secret $2y$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a",
                "password $argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
                "password $argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc"
            })
    void recognisesThePasswordOfOthersHashes(String password, String hash) {
        assertThat(PasswordHash.parse(hash).matches(utf8(password))).isTrue();
        assertThat(PasswordHash.parse(hash).matches(utf8(password + "x"))).isFalse();
        assertThat(PasswordHash.parse(hash).matches(new byte[0])).isFalse();
    }

    @Test
    void bcryptDoesNotTakeALongPasswordForItsBeginning() {
        PasswordHash hash = PasswordHash.Bcrypted.of(utf8("x".repeat(72)), 4);

        assertThat(hash.matches(utf8("x".repeat(72)))).isTrue();
        assertThat(hash.matches(utf8("x".repeat(73)))).isFalse();
    }

    @Test
    void hashesOfTheSameCostHaveTheSameParameters() {
        assertThat(PasswordHash.Bcrypted.of(utf8("a"), 4).parameters())
                .isEqualTo(PasswordHash.Bcrypted.of(utf8("b"), 4).parameters())
                .isNotEqualTo(PasswordHash.Bcrypted.of(utf8("b"), 5).parameters());
        assertThat(PasswordHash.parse(
                                "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4")
                        .parameters())
                .isEqualTo("$argon2id$v=19$m=256,t=2,p=1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "secret",
                "$1$salt$hash",
                "$2x$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a",
                "$2b$03$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a",
                "$2b$31$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a",
                "$2b$05$abcdefghijklmnopqrstuuOQiyCxlgf",
                "$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
                "$argon2id$v=16$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
                "$argon2id$v=19$m=99999999999,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
                "$argon2id$v=19$m=8,t=2,p=16$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
                "$argon2id$v=19$m=256,t=99,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"
            })
    void refusesOtherHashesWithoutRepeatingThem(String text) {
        assertThatThrownBy(() -> PasswordHash.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining(text);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
