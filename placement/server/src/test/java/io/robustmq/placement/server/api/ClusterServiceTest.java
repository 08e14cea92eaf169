package io.robustmq.placement.server.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.placement.api.v1.Reason;
import io.robustmq.placement.service.fault.Fault;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterServiceTest {

    @Test
    void leadershipIsHandedOverWithinTheTimeThatIsAskedForAndFiveSecondsIfNoneIs() {
        assertThat(ClusterService.handOverPatience(0)).isEqualTo(Duration.ofSeconds(5));
        assertThat(ClusterService.handOverPatience(1)).isEqualTo(Duration.ofMillis(1));
        assertThat(ClusterService.handOverPatience(60_000)).isEqualTo(Duration.ofMinutes(1));
    }

    @ParameterizedTest
    @ValueSource(ints = {60_001, Integer.MAX_VALUE, -1})
    void moreThanAMinuteIsRefused(int millis) {
        assertThatThrownBy(() -> ClusterService.handOverPatience(millis)).isInstanceOfSatisfying(Fault.class, fault -> {
            assertThat(fault.error().getReason()).isEqualTo(Reason.INVALID_FIELD);
            assertThat(fault.error().getField()).isEqualTo("timeout_millis");
            assertThat(fault.error().getMessage()).contains(Integer.toUnsignedString(millis));
        });
    }
}
