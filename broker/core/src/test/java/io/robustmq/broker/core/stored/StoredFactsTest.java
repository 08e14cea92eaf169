package io.robustmq.broker.core.stored;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.stored.ShardPosition.Unsettled;
import io.robustmq.broker.mqtt.packet.PublishProperties;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.mqtt.topic.TopicName;
import io.robustmq.broker.storage.spi.StateChange;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bytes of each kind of fact: what stands on a disk somewhere does not change. */
class StoredFactsTest {
    private static final PublishProperties EXPIRES_AFTER_9_S = PublishProperties.NONE.withMessageExpiry(9);

    private static Message will(long expiresAtMillis) {
        return new Message(TopicName.of("w"), "x".getBytes(UTF_8), 1, false, EXPIRES_AFTER_9_S, "me", expiresAtMillis);
    }

    private static void assertBytes(StoredFact fact, String hex) {
        assertThat(HexFormat.of().formatHex(fact.toBytes())).isEqualTo(hex);
        Same.assertSame(Facts.read(fact, HexFormat.of().parseHex(hex)), fact);
    }

    private static void assertRefused(StoredFact kind, String hex, String why) {
        assertThatThrownBy(() -> Facts.read(kind, HexFormat.of().parseHex(hex)))
                .isInstanceOf(StoredFormatException.class)
                .hasMessageContaining(why);
    }

    private static final String WILL = "01" + "41" + "026d65" + "09" + "0177" + "00" + "0178";

    @Test
    void aSessionWhoseClientIsThere() {
        assertBytes(
                new SessionRecord("me", null, 60, SessionRecord.CONNECTED, 0, false),
                "02" + "02" + "026d65" + "3c" + "00");
    }

    @Test
    void aSessionWhoseClientIsAwayAndHasLeftAWill() {
        assertBytes(
                new SessionRecord("me", "u", 60, 300, 7, true), "02" + "05" + "026d65" + "0175" + "3c" + "ac02" + "07");
    }

    @Test
    void aSessionOfTheFirstFormatIsReadWithoutItsWill() {
        String first = "01" + "05" + "026d65" + "0175" + "3c" + "ac02" + "0b" + WILL + "05";
        assertThat(SessionRecord.of(HexFormat.of().parseHex(first)))
                .isEqualTo(new SessionRecord("me", "u", 60, 300, 0, false));
    }

    @Test
    void aWill() {
        assertBytes(new WillRecord("me", 300, will(Message.NEVER), 5), "01" + "026d65" + "ac02" + "0b" + WILL + "05");
    }

    @ParameterizedTest
    @CsvSource({"6, false", "7, true", "8, true"})
    void aWillIsTheSessionsIfItWaitsOrIsNewer(long number, boolean its) {
        WillRecord will = new WillRecord("me", number, will(Message.NEVER), 0);
        assertThat(new SessionRecord("me", null, 60, 300, 7, true).mayHave(will))
                .isEqualTo(its);
        assertThat(new SessionRecord("me", null, 60, 300, 7, false).mayHave(will))
                .isEqualTo(number > 7);
    }

    @Test
    void theExpiryOfAWillRunsFromWhenItIsPublished() {
        WillRecord record = new WillRecord("me", 1, will(9_300), 5);
        Message back = WillRecord.of(record.toBytes()).will();
        assertThat(back.publishedAt(1_000_000).expiresAtMillis()).isEqualTo(1_009_300);
        assertThat(back.properties().messageExpiryIntervalSeconds()).isEqualTo(9);
    }

    @Test
    void aSubscription() {
        assertBytes(
                new SubscriptionRecord("me", TopicFilter.parse("a/#"), 7, 1, true, true, false, new long[] {0, 300}),
                "01" + "0d" + "026d65" + "03612f23" + "07" + "02" + "00" + "ac02");
        assertBytes(
                new SubscriptionRecord("me", TopicFilter.parse("a/#"), 0, 2, false, false, true, new long[] {4}),
                "01" + "12" + "026d65" + "03612f23" + "00" + "01" + "04");
    }

    @Test
    void aPositionWritesWhatIsUnsettledByItsDistances() {
        ShardPosition busy = new ShardPosition(
                3, 1000, List.of(new Unsettled(700, 1), new Unsettled(998, 300), new Unsettled(999, 0)));
        ShardPosition done = new ShardPosition(4, 0, List.of());
        assertBytes(
                new PositionRecord("me", List.of(busy, done)),
                "01" + "026d65" + "02" + "03" + "e807" + "03" + "0100" + "01ac02" + "aa0201" + "04" + "00" + "00");
    }

    @Test
    void aMessageSent() {
        assertBytes(new SentRecord("me", 300, 2, 5, true, null), "01" + "026d65" + "ac02" + "02" + "05" + "01");
        assertBytes(new SentRecord("me", 300, 2, 5, false, null), "01" + "026d65" + "ac02" + "02" + "05" + "00");
        assertBytes(SentRecord.inNoLog("me", 300, true, null), "02" + "026d65" + "ac02" + "00" + "00" + "05");
        assertBytes(
                new SentRecord("me", 300, 2, 5, false, TopicFilter.parse("$share/g/a")),
                "01" + "026d65" + "ac02" + "02" + "05" + "02" + "0a"
                        + HexFormat.of().formatHex("$share/g/a".getBytes(UTF_8)));
    }

    @Test
    void aSubscriptionToHistory() {
        assertBytes(
                new ReplayRecord("me", TopicFilter.parse("a/#"), List.of(new ShardPosition(1, 2, List.of()))),
                "01" + "026d65" + "03612f23" + "01" + "01" + "02" + "00");
        assertThatThrownBy(() -> new ReplayRecord("me", TopicFilter.parse("$share/g/a"), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aPacketIdReceived() {
        assertBytes(new ReceivedRecord("me", 65_535), "01" + "026d65" + "ffff03");
    }

    @Test
    void aSharedSubscription() {
        assertBytes(
                new GroupRecord(TopicFilter.parse("$share/g/a"), List.of(new ShardPosition(1, 2, List.of()))),
                "01" + "0a" + HexFormat.of().formatHex("$share/g/a".getBytes(UTF_8)) + "01" + "01" + "02" + "00");
    }

    @Test
    void aFactIsPutAndDeletedUnderItsKey() {
        ReceivedRecord fact = new ReceivedRecord("me", 1);
        StateChange.Put put = fact.put();
        assertThat(put.key()).isEqualTo(fact.key());
        assertThat(put.value()).isEqualTo(fact.toBytes());
        assertThat(fact.delete().key()).isEqualTo(fact.key());
    }

    @Test
    void numbersOutsideTheirBoundsAreNeitherMadeNorRead() {
        assertThatThrownBy(() -> new ReceivedRecord("me", 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ReceivedRecord("me", 65_536)).isInstanceOf(IllegalArgumentException.class);
        assertRefused(new ReceivedRecord("me", 1), "01" + "026d65" + "00", "a packet id is 0");
        assertThatThrownBy(() -> new SentRecord("me", 1, -1, 0, false, null))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SentRecord("me", 1, 0, -1, false, null))
                .isInstanceOf(IllegalArgumentException.class);
        assertRefused(
                new SentRecord("me", 1, 0, 0, false, null),
                "01" + "026d65" + "01" + "00" + "00" + "04",
                "unknown flags");
        assertThatThrownBy(() -> new SessionRecord("me", null, 1L << 32, 0, 0, false))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void unsettledOffsetsAreBelowTheNextAndAscending() {
        assertThatThrownBy(() -> new ShardPosition(0, 5, List.of(new Unsettled(5, 1))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ShardPosition(0, 5, List.of(new Unsettled(3, 1), new Unsettled(3, 2))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Unsettled(-1, 1)).isInstanceOf(IllegalArgumentException.class);
        PositionRecord kind = new PositionRecord("me", List.of());
        assertRefused(kind, "01" + "00" + "01" + "00" + "05" + "01" + "00", "distance of unsettled offsets is 0");
        assertRefused(kind, "01" + "00" + "01" + "00" + "05" + "01" + "06", "distance of unsettled offsets is 6");
    }

    @Test
    void aFilterThatIsNoneIsRefused() {
        TopicFilter filter = TopicFilter.parse("a");
        SubscriptionRecord kind = new SubscriptionRecord("me", filter, 0, 0, false, false, false, new long[0]);
        assertRefused(kind, "01" + "00" + "00" + "022361" + "00" + "00", "a wildcard fills a whole level");
        GroupRecord group = new GroupRecord(TopicFilter.parse("$queue/a"), List.of());
        assertRefused(group, "01" + "0161" + "00", "not a shared one");
    }

    @Test
    void aNumberOfThingsThatCannotBeThereTakesNoMemory() {
        SubscriptionRecord kind =
                new SubscriptionRecord("me", TopicFilter.parse("a"), 0, 0, false, false, false, new long[0]);
        assertRefused(kind, "01" + "00" + "00" + "0161" + "00" + "ffffffff07", "ends too early");
        assertRefused(kind, "01" + "00" + "ffffffffffffffffff01", "ends too early");
    }
}
