package io.robustmq.broker.core.stored;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.mqtt.topic.TopicName;
import io.robustmq.broker.storage.spi.PageRequest;
import io.robustmq.broker.storage.spi.StateChange;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The bytes of keys: what stands on a disk somewhere does not change. */
class StoredKeysTest {
    /** By {@code printf 'a%.0s' $(seq 201) | sha256sum}. */
    private static final String SHA_256_OF_201_A = "a92efd82109373e58f9a2056dee01e807e216ce6075f7051207c0a9f7d666e50";

    private static void assertKey(byte[] key, String hex) {
        assertThat(HexFormat.of().formatHex(key)).isEqualTo(hex);
    }

    @Test
    void eachKindHasItsLetterThenItsNames() {
        TopicFilter filter = TopicFilter.parse("$queue/a");
        assertKey(StoredKeys.session("me"), "73" + "026d65");
        assertKey(StoredKeys.subscription("me", filter), "66" + "026d65" + "082471756575652f61");
        assertKey(StoredKeys.position("me"), "70" + "026d65");
        assertKey(StoredKeys.replay("me", TopicFilter.parse("a")), "68" + "026d65" + "0161");
        assertKey(StoredKeys.sent("me", 258), "6f" + "026d65" + "0102");
        assertKey(StoredKeys.received("me", 65_535), "69" + "026d65" + "ffff");
        assertKey(StoredKeys.retained(TopicName.of("a/b")), "72" + "612f62");
        assertKey(StoredKeys.will("me", 258), "77" + "026d65" + "0000000000000102");
        assertKey(StoredKeys.group(filter), "67" + "082471756575652f61");
    }

    @Test
    void aNameOfMoreThan200BytesStandsAsItsHash() {
        assertKey(StoredKeys.session("a".repeat(200)), "73" + "c8" + "61".repeat(200));
        assertKey(StoredKeys.session("a".repeat(201)), "73" + "ff" + SHA_256_OF_201_A);
        assertKey(StoredKeys.retained(TopicName.of("a".repeat(200))), "72" + "61".repeat(200));
        assertKey(StoredKeys.retained(TopicName.of("a".repeat(201))), "72" + "ff" + SHA_256_OF_201_A);
    }

    @Test
    void aRangeEndsWhereTheNextBegins() {
        KeyRange range = KeyRange.below(new byte[] {1, (byte) 0xFF, (byte) 0xFF});
        assertKey(range.from(), "01ffff");
        assertKey(range.to(), "02");
    }

    @Test
    void aRangeIsReadInPagesOrDeleted() {
        KeyRange range = StoredKeys.all(StoredKind.SESSION);
        StateChange.DeleteRange delete = range.delete();
        assertKey(delete.from(), "73");
        assertKey(delete.to(), "74");
        PageRequest page = range.behind(StoredKeys.session("me")).page(10, 1000);
        assertKey(page.from(), "73" + "026d65" + "00");
        assertKey(page.to(), "74");
        assertThat(page.maxEntries()).isEqualTo(10);
        assertThat(page.maxBytes()).isEqualTo(1000);
    }

    @Test
    void whatIsNotOfClientsHasNoRangeOfAClient() {
        assertThatThrownBy(() -> StoredKeys.ofClient(StoredKind.RETAINED, "me"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(StoredKeys.ofClient("me")).hasSize(6);
    }
}
