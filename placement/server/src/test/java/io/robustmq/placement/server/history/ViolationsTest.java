package io.robustmq.placement.server.history;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ViolationsTest {

    @Test
    void whatWasFoundOnceIsFoundAgain() {
        Violations violations = new Violations();
        violations.check(() -> {});
        assertThatThrownBy(() -> violations.check(() -> {
                    throw new AssertionError("lost");
                }))
                .hasMessage("lost");
        assertThatThrownBy(() -> violations.check(() -> {})).hasMessage("found before: lost");
        assertThatThrownBy(violations::requireNone).hasMessage("found before: lost");
    }

    @Test
    void whatFailsForAnotherReasonMayBeTriedAgain() {
        Violations violations = new Violations();
        assertThatThrownBy(() -> violations.check(() -> {
                    throw new IllegalStateException("busy");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThatCode(violations::requireNone).doesNotThrowAnyException();
    }
}
