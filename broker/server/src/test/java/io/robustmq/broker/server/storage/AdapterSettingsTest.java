package io.robustmq.broker.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.robustmq.broker.server.config.Sources;
import io.robustmq.broker.server.config.load.AdapterSettings;
import io.robustmq.broker.server.config.load.BrokerProgram;
import io.robustmq.broker.storage.base.KnownSetting;
import io.robustmq.broker.storage.base.UnknownSettingException;
import io.robustmq.broker.storage.spi.StorageProvider;
import io.robustmq.broker.storage.spi.StorageSettings;
import io.robustmq.config.Bounds;
import io.robustmq.config.DurationConverter;
import io.robustmq.config.Setting;
import io.robustmq.config.SizeConverter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What can be set about an adapter is what the adapter knows, with its defaults and bounds: neither more nor less. */
class AdapterSettingsTest {

    @TempDir
    Path folder;

    static Stream<StorageProvider> adapters() {
        return ServiceLoader.load(StorageProvider.class).stream().map(ServiceLoader.Provider::get);
    }

    @Test
    void everyAdapterThatIsPackagedCanBeChosenAndNoOther() {
        assertThat(adapters().map(StorageProvider::type)).containsExactlyInAnyOrderElementsOf(AdapterSettings.types());
    }

    @ParameterizedTest
    @MethodSource("adapters")
    void namesDefaultsAndBoundsAreTheAdaptersOwn(StorageProvider adapter) {
        Map<String, Setting> ours = settings(adapter.type());
        Map<String, KnownSetting> theirs =
                known(adapter).stream().collect(Collectors.toMap(KnownSetting::name, Function.identity()));

        assertThat(ours).containsOnlyKeys(theirs.keySet());
        ours.forEach((name, setting) -> same(setting, theirs.get(name).value()));
    }

    @ParameterizedTest
    @MethodSource("adapters")
    void everySettingThatHasAValueIsHandedOver(StorageProvider adapter) {
        Map<String, String> handedOver =
                AdapterSettings.values(Sources.none().load().storage(), adapter.type());

        List<String> set = settings(adapter.type()).entrySet().stream()
                .filter(setting -> setting.getValue().defaultValue() != null)
                .map(Map.Entry::getKey)
                .toList();
        assertThat(handedOver).containsOnlyKeys(set);
    }

    @Test
    void whatIsWrittenArrivesInTheAdaptersTerms() {
        var storage = Sources.environment(
                        "ROBUSTMQ_STORAGE_ROCKSDB_CACHE_BYTES", "1GiB", "ROBUSTMQ_STORAGE_ROCKSDB_READ_THREADS", "7")
                .load()
                .storage();

        assertThat(AdapterSettings.values(storage, "rocksdb"))
                .containsEntry("cache_bytes", "1073741824")
                .containsEntry("read_threads", "7");
    }

    private static Map<String, Setting> settings(String type) {
        String prefix = "storage." + type + ".";
        return BrokerProgram.settings().stream()
                .filter(setting -> setting.tomlName().startsWith(prefix))
                .collect(Collectors.toMap(
                        setting -> setting.tomlName().substring(prefix.length()), Function.identity()));
    }

    /** An adapter that is asked for nonsense says what it knows. What must be set is set to something that could be. */
    private List<KnownSetting> known(StorageProvider adapter) {
        Map<String, String> values = new HashMap<>(REQUIRED.getOrDefault(adapter.type(), Map.of()));
        values.put("nonsense", "1");
        return catchThrowableOfType(
                        UnknownSettingException.class, () -> adapter.open(new StorageSettings(folder, 1, values)))
                .known();
    }

    private static final Map<String, Map<String, String>> REQUIRED = Map.of(
            "mysql", Map.of("url", "mysql://nowhere.invalid/nothing", "user", "nobody"),
            "s3", Map.of("bucket", "none"),
            "journal", Map.of("servers", "nowhere.invalid:1", "groups", "00000000-0000-0000-0000-000000000001"));

    private static void same(Setting ours, KnownSetting.Value theirs) {
        String name = ours.tomlName();
        String byDefault = ours.defaultValue() == null ? "" : ours.defaultValue();
        switch (theirs) {
            case KnownSetting.Text text -> assertThat(byDefault).as(name).isEqualTo(text.byDefault());
            case KnownSetting.Choice choice -> {
                boolean isSwitch = ours.method().getReturnType() == boolean.class;
                assertThat(isSwitch ? List.of("false", "true") : ours.choices())
                        .as(name)
                        .containsExactlyInAnyOrderElementsOf(choice.choices());
                assertThat(byDefault).as(name).isIn("", choice.byDefault()); // none: it depends on other settings
            }
            case KnownSetting.Range range -> {
                Bounds bounds = ours.bounds();
                assertThat(bounds).as(name).isNotNull();
                assertSame(name, base(ours, byDefault), range.byDefault());
                assertSame(name, base(ours, bounds.min()), range.least());
                if (range.greatest() != Long.MAX_VALUE) {
                    assertSame(name, base(ours, bounds.max()), range.greatest());
                }
            }
        }
    }

    /** But for how a share of the heap is rounded. */
    private static void assertSame(String name, long ours, long theirs) {
        assertThat(Math.abs(ours - theirs))
                .as("%s: %d and %d", name, ours, theirs)
                .isLessThan(100);
        if (theirs < 1_000_000) {
            assertThat(ours).as(name).isEqualTo(theirs);
        }
    }

    private static long base(Setting setting, String value) {
        return switch (setting.type()) {
            case SIZE -> new SizeConverter().convert(value);
            case TIME -> new DurationConverter().convert(value).toMillis();
            case NUMBER, SWITCH, CHOICE, TEXT, LIST, TABLE, PATH -> Long.parseLong(value);
        };
    }
}
