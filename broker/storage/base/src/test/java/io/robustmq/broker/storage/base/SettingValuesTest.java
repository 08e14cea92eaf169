package io.robustmq.broker.storage.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.broker.storage.spi.StorageSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingValuesTest {

    private static SettingValues of(String value) {
        return new SettingValues("test", new StorageSettings(Path.of("."), 1, Map.of("it", value)));
    }

    @ParameterizedTest
    @CsvSource({"4096,4096", "64KiB,65536", "64k,65536", "10MiB,10485760", "1 GiB,1073741824", "7b,7", "2g,2147483648"})
    void readsSizes(String text, long bytes) {
        assertThat(of(text).bytes("it", 1, 0, Long.MAX_VALUE)).isEqualTo(bytes);
    }

    @Test
    void aSizeMayBeAShareOfTheHeap() {
        long heap = Runtime.getRuntime().maxMemory();
        assertThat(of("50%").bytes("it", 1, 0, Long.MAX_VALUE)).isBetween(heap / 2 - 2, heap / 2 + 2);
    }

    @ParameterizedTest
    @CsvSource({"500ms,500", "10s,10000", "10,10000", "5m,300000", "18h,64800000", "7d,604800000"})
    void readsTimes(String text, long millis) {
        assertThat(of(text).millis("it", 1, 0, Long.MAX_VALUE)).isEqualTo(millis);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void whatIsNotSaidIsTheDefault(String nothing) {
        assertThat(of(nothing).bytes("it", 5, 0, 9)).isEqualTo(5);
        assertThat(of("1").bytes("other", 5, 0, 9)).isEqualTo(5);
        assertThat(of(nothing).choice("it", "a", List.of("a", "b"))).isEqualTo("a");
        assertThat(of(nothing).text("it", "t")).isEqualTo("t");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "x", "1.5", "1 banana", "%", "99999999999999999999", "11", "18446744073709551617"})
    void whatMakesNoSenseIsNamed(String nonsense) {
        assertThatThrownBy(() -> of(nonsense).bytes("it", 5, 0, 10))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("storage.test.it is \"" + nonsense + "\"");
        assertThatThrownBy(() -> of(nonsense).count("it", 5, 0, 10)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> of(nonsense).choice("it", "a", List.of("a", "b")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a, b");
    }

    @Test
    void aNumberTooLargeForItsUnitIsOutOfBounds() {
        assertThatThrownBy(() -> of("99999999999999GiB").bytes("it", 5, 0, 10)).hasMessageContaining("from 0 to 10");
        assertThatThrownBy(() -> of("99999999999999d").millis("it", 5, 0, 10)).hasMessageContaining("from 0 to 10 ms");
    }

    @Test
    void namesNobodyAskedForAreRefused() {
        SettingValues values = of("1");
        values.count("that", 1, 1, 1);
        assertThatThrownBy(values::refuseOthers)
                .hasMessageContaining("no setting storage.test.it")
                .hasMessageContaining("that");
        values.count("it", 1, 1, 1);
        values.refuseOthers();
    }
}
