package io.robustmq.broker.core.stored;

import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.stored.ShardPosition.Unsettled;
import io.robustmq.broker.core.subscription.Filters;
import io.robustmq.broker.mqtt.UserProperty;
import io.robustmq.broker.mqtt.packet.PublishProperties;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.mqtt.topic.TopicName;
import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Messages and facts of every kind, with all their fields at their bounds now and then, and names that are odd or long. */
final class Facts {
    private static final long MAX_UNSIGNED_INT = 0xFFFF_FFFFL;

    private Facts() {}

    /** Any text that has a UTF-8 form. */
    static Arbitrary<String> texts() {
        Arbitrary<String> any = Arbitraries.strings()
                .all()
                .excludeChars(range('\uD800', '\uDFFF'))
                .ofMaxLength(12);
        Arbitrary<String> odd =
                Arbitraries.of("", "mqtt", "\u0000", "\uFFFD", "\uFFFE", "𝄞", "é", "a\u200Db", "/", "+/#");
        Arbitrary<String> sized =
                Arbitraries.of(126, 127, 128, 199, 200, 201, 255, 300).map("x"::repeat);
        return Arbitraries.oneOf(any, odd, sized);
    }

    private static char[] range(char first, char last) {
        char[] range = new char[last - first + 1];
        for (int i = 0; i < range.length; i++) {
            range[i] = (char) (first + i);
        }
        return range;
    }

    static Arbitrary<TopicName> topics() {
        Arbitrary<TopicName> sized = Arbitraries.of(126, 200, 201, 400).map(n -> TopicName.of("é".repeat(n / 2)));
        return Arbitraries.oneOf(Filters.topics(), sized);
    }

    static Arbitrary<TopicFilter> shareFilters() {
        return Combinators.combine(Arbitraries.of("$queue/", "$share/g/", "$share/é/", "$share/$share/"), filters())
                .as((prefix, filter) -> TopicFilter.parse(prefix + filter));
    }

    static Arbitrary<TopicFilter> filters() {
        Arbitrary<TopicFilter> sized = Arbitraries.of(126, 200, 201, 400).map(n -> TopicFilter.parse("f".repeat(n)));
        return Arbitraries.oneOf(Filters.filters(), sized);
    }

    private static Arbitrary<byte[]> bytes() {
        return Arbitraries.bytes().array(byte[].class).ofMaxSize(40);
    }

    private static Arbitrary<Long> unsignedInts() {
        return Arbitraries.longs().between(0, MAX_UNSIGNED_INT);
    }

    private static Arbitrary<Long> offsets() {
        return Arbitraries.longs().between(0, Long.MAX_VALUE);
    }

    private static Arbitrary<Integer> shards() {
        return Arbitraries.integers().between(0, Integer.MAX_VALUE);
    }

    private static Arbitrary<Integer> packetIds() {
        return Arbitraries.integers().between(1, 65_535);
    }

    private static Arbitrary<PublishProperties> properties() {
        Arbitrary<List<UserProperty>> user = Combinators.combine(texts(), texts())
                .as(UserProperty::new)
                .list()
                .ofMaxSize(3);
        Arbitrary<PublishProperties> some = Combinators.combine(
                        Arbitraries.of(PublishProperties.ABSENT, 0, 1),
                        Arbitraries.oneOf(Arbitraries.just((long) PublishProperties.ABSENT), unsignedInts()),
                        texts().injectNull(0.5),
                        bytes().injectNull(0.5),
                        user,
                        texts().injectNull(0.5))
                .as((format, expiry, response, correlation, pairs, type) -> new PublishProperties(
                        format, expiry, 0, response, correlation, pairs, PublishProperties.NO_IDENTIFIERS, type));
        return Arbitraries.oneOf(Arbitraries.just(PublishProperties.NONE), some);
    }

    static Arbitrary<Message> messages() {
        Arbitrary<Long> expiry = Arbitraries.oneOf(Arbitraries.just(Message.NEVER), Arbitraries.longs());
        return Combinators.combine(
                        topics(),
                        bytes(),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.of(true, false),
                        properties(),
                        texts(),
                        expiry)
                .as(Message::new);
    }

    private static Arbitrary<ShardPosition> positions() {
        Arbitrary<List<Long>> distances =
                Arbitraries.longs().between(1, 1000).list().ofMaxSize(6);
        return Combinators.combine(shards(), offsets(), distances).as((shard, next, back) -> {
            List<Unsettled> unsettled = LongStream.range(0, back.size())
                    .map(i ->
                            next - back.stream().limit(i + 1).mapToLong(x -> x).sum())
                    .filter(offset -> offset >= 0)
                    .sorted()
                    .mapToObj(offset -> new Unsettled(offset, (int) (offset & 0xFFFF)))
                    .toList();
            return new ShardPosition(shard, next, unsettled);
        });
    }

    static Arbitrary<SessionRecord> sessions() {
        Arbitrary<Long> away = Arbitraries.oneOf(Arbitraries.just(SessionRecord.CONNECTED), Arbitraries.longs());
        return Combinators.combine(
                        texts(),
                        texts().injectNull(0.5),
                        unsignedInts(),
                        away,
                        Arbitraries.longs().greaterOrEqual(0),
                        Arbitraries.of(true, false))
                .as(SessionRecord::new);
    }

    static Arbitrary<SubscriptionRecord> subscriptions() {
        Arbitrary<long[]> since = offsets().array(long[].class).ofMaxSize(5);
        return Combinators.combine(
                        texts(),
                        Arbitraries.oneOf(filters(), shareFilters()),
                        Arbitraries.integers().between(0, 268_435_455),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false),
                        since)
                .as((client, filter, identifier, qos, noLocal, retain, replays, from) -> new SubscriptionRecord(
                        client, filter, identifier, qos, noLocal, retain, replays && !filter.isShared(), from));
    }

    /** Facts of all kinds. */
    static Arbitrary<StoredFact> facts() {
        Arbitrary<List<ShardPosition>> positions = positions().list().ofMaxSize(3);
        return Arbitraries.oneOf(List.of(
                sessions(),
                subscriptions(),
                Combinators.combine(texts(), positions).as(PositionRecord::new),
                Combinators.combine(
                                texts(),
                                packetIds(),
                                shards(),
                                offsets(),
                                Arbitraries.of(true, false),
                                Arbitraries.oneOf(shareFilters(), filters()).injectNull(0.5))
                        .as(SentRecord::new),
                Combinators.combine(texts(), filters(), positions).as(ReplayRecord::new),
                Combinators.combine(texts(), packetIds()).as(ReceivedRecord::new),
                messages().map(RetainedRecord::new),
                Combinators.combine(texts(), Arbitraries.longs().greaterOrEqual(1), messages(), unsignedInts())
                        .as(WillRecord::new),
                Combinators.combine(shareFilters(), positions).as(GroupRecord::new)));
    }

    /** Reads {@code bytes} as a fact of the same kind as {@code example}. */
    static StoredFact read(StoredFact example, byte[] bytes) {
        return switch (example) {
            case SessionRecord _ -> SessionRecord.of(bytes);
            case SubscriptionRecord _ -> SubscriptionRecord.of(bytes);
            case PositionRecord _ -> PositionRecord.of(bytes);
            case ReplayRecord _ -> ReplayRecord.of(bytes);
            case SentRecord _ -> SentRecord.of(bytes);
            case ReceivedRecord _ -> ReceivedRecord.of(bytes);
            case RetainedRecord _ -> RetainedRecord.of(bytes);
            case WillRecord _ -> WillRecord.of(bytes);
            case GroupRecord _ -> GroupRecord.of(bytes);
        };
    }
}
