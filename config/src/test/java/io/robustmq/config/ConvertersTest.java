package io.robustmq.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sizes and times as people write them. */
class ConvertersTest {

    private final SizeConverter sizes = new SizeConverter();
    private final DurationConverter times = new DurationConverter();

    @ParameterizedTest
    @CsvSource({
        "4096, 4096",
        "0, 0",
        "64KiB, 65536",
        "64k, 65536",
        "' 64 kb ', 64000",
        "10MiB, 10485760",
        "1G, 1073741824",
        "1gb, 1000000000"
    })
    void sizes(String text, long bytes) {
        assertThat(sizes.convert(text)).isEqualTo(bytes);
    }

    @Test
    void aSizeMayBeAShareOfTheHeap() {
        assertThat(sizes.convert("50%"))
                .isEqualTo(Runtime.getRuntime().maxMemory() / 100 * 50)
                .isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "1.5MiB", "10 miles", "101%", "9999999999999GiB", "KiB"})
    void noSizes(String text) {
        assertThatThrownBy(() -> sizes.convert(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "500ms, PT0.5S",
        "10s, PT10S",
        "10, PT10S",
        "' 5 m ', PT5M",
        "18H, PT18H",
        "7d, PT168H",
        "never, PT4294967295S"
    })
    void times(String text, Duration time) {
        assertThat(times.convert(text)).isEqualTo(time);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1s", "1.5h", "1y", "s", "P1D"})
    void noTimes(String text) {
        assertThatThrownBy(() -> times.convert(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
