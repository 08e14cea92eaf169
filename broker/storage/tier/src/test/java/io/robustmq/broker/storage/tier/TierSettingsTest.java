package io.robustmq.broker.storage.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.broker.storage.base.SettingValues;
import io.robustmq.broker.storage.spi.StorageSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a tier is set up, and how places in it are written down. */
class TierSettingsTest {
    @TempDir
    Path folder;

    @Test
    void settingsAreChecked() {
        assertThat(settings(Map.of())).isEmpty();
        assertThat(settings(folderTier())).isPresent();
        assertThat(settings(Map.of("tier", "s3", "tier_bucket", "b", "tier_endpoint", "http://h:1")))
                .isPresent();
        assertThatThrownBy(() -> settings(Map.of("tier", "s3"))).hasMessageContaining("storage.local.tier_bucket");
        assertThatThrownBy(() -> settings(Map.of("tier", "s3", "tier_bucket", "b", "tier_access_key", "a")))
                .hasMessageContaining("storage.local.tier_access_key and secret_key go together");
        assertThatThrownBy(() -> settings(Map.of("tier", "folder")))
                .hasMessageContaining("storage.local.tier_folder is not set");
        TierSettings away = settings(Map.of("tier", "folder", "tier_folder", folder + "/none"))
                .orElseThrow();
        assertThatThrownBy(() -> away.requireUsable("local"))
                .hasMessageContaining("storage.local.tier_folder")
                .hasMessageContaining("make it, or mount its disk");
        assertThatThrownBy(() -> settings(Map.of("tier_folder", "f"))).hasMessageContaining("set storage.local.tier =");
        assertThatThrownBy(() -> settings(Map.of("tier", "folder", "tier_folder", "f", "tier_bucket", "b")))
                .hasMessageContaining("set storage.local.tier = \"s3\"");
        assertThatThrownBy(() -> settings(Map.of("tier", "tape"))).hasMessageContaining("storage.local.tier");
    }

    private Map<String, String> folderTier() {
        return Map.of("tier", "folder", "tier_folder", folder.toString(), "tier_after", "0");
    }

    private Optional<TierSettings> settings(Map<String, String> values) {
        return TierSettings.from("local", new SettingValues("local", new StorageSettings(folder, 1, values)));
    }

    @Test
    void aPlaceIsWrittenOnOneLine() {
        Place place = new Place("a b/c", 1L << 33, 8 << 20, -5);

        assertThat(Place.parse(place.text() + "\n")).isEqualTo(place);
        assertThatThrownBy(() -> Place.parse("tier-2 1 1 0 x")).isInstanceOf(IllegalArgumentException.class);
    }
}
