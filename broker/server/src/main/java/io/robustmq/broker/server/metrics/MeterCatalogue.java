package io.robustmq.broker.server.metrics;

import io.robustmq.broker.core.stats.Drop;
import io.robustmq.broker.core.stats.LaneCounters;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.server.channel.Admission;
import io.robustmq.broker.server.lifecycle.Broker;
import io.robustmq.broker.server.metrics.MeterDefinition.Series;
import io.robustmq.broker.storage.spi.Shard;
import io.robustmq.broker.storage.spi.StorageException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongBiFunction;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All meters there are; {@code src-docs/reference/metrics.md} is made of this list. */
public final class MeterCatalogue {

    private static final String BYTES = "bytes";

    /** Every error the codec or a connection ends itself with. */
    private static final Set<ReasonCode> REJECTED = EnumSet.of(
            ReasonCode.MALFORMED_PACKET,
            ReasonCode.PROTOCOL_ERROR,
            ReasonCode.UNSUPPORTED_PROTOCOL_VERSION,
            ReasonCode.CLIENT_IDENTIFIER_NOT_VALID,
            ReasonCode.NOT_AUTHORIZED,
            ReasonCode.BAD_AUTHENTICATION_METHOD,
            ReasonCode.TOPIC_FILTER_INVALID,
            ReasonCode.TOPIC_NAME_INVALID,
            ReasonCode.RECEIVE_MAXIMUM_EXCEEDED,
            ReasonCode.TOPIC_ALIAS_INVALID,
            ReasonCode.PACKET_TOO_LARGE,
            ReasonCode.QUOTA_EXCEEDED,
            ReasonCode.RETAIN_NOT_SUPPORTED,
            ReasonCode.QOS_NOT_SUPPORTED);

    private static final Set<ReasonCode> REFUSED = EnumSet.of(
            ReasonCode.TOPIC_FILTER_INVALID,
            ReasonCode.NOT_AUTHORIZED,
            ReasonCode.QUOTA_EXCEEDED,
            ReasonCode.SHARED_SUBSCRIPTIONS_NOT_SUPPORTED,
            ReasonCode.WILDCARD_SUBSCRIPTIONS_NOT_SUPPORTED);

    private static final List<MeterDefinition> ALL = Stream.of(
                    clients(), sessions(), messages(), storage(), traffic(), access())
            .flatMap(List::stream)
            .toList();

    private MeterCatalogue() {}

    public static List<MeterDefinition> all() {
        return ALL;
    }

    private static List<MeterDefinition> clients() {
        return List.of(
                gauge("connections", "Clients that are connected.", lanes(c -> c.connections)),
                gauge(
                        "sockets",
                        "Sockets that are open, those before their CONNECT included; limited by connection.maximum.",
                        broker -> broker.admission().connections()),
                counter(
                        "sockets.refused",
                        "Sockets closed when they were accepted: beyond connection.maximum, rate_per_second or"
                                + " maximum_per_address.",
                        "reason",
                        Arrays.stream(Admission.Refusal.values())
                                .map(reason -> new Series(lower(reason), broker -> broker.admission()
                                        .refused(reason)))
                                .toList()),
                counter("connects", "Clients that were let in.", lanes(c -> c.connects)),
                counter(
                        "connects.refused",
                        "Clients that were turned away by a CONNACK, for whatever reason.",
                        lanes(c -> c.connectsRefused)),
                counter(
                        "connects.timeout",
                        "Connections closed because CONNECT did not come within connection.connect_timeout.",
                        lanes(c -> c.connectTimeouts)),
                counter(
                        "disconnects",
                        "Clients that said good-bye, or that the broker sent away. Those whose socket just went are neither.",
                        "by",
                        List.of(
                                new Series("client", lanes(c -> c.disconnects)),
                                new Series("broker", lanes(c -> c.disconnectsByServer)))),
                counter(
                        "keepalive.timeouts",
                        "Clients disconnected because they were silent for one and a half times their keep-alive.",
                        lanes(c -> c.keepAliveTimeouts)),
                counter(
                        "packets.rejected",
                        "Packets that broke the protocol or a limit; each ended its connection.",
                        "reason",
                        because(LaneCounters::rejectedBecause, REJECTED)));
    }

    private static List<MeterDefinition> sessions() {
        return List.of(
                gauge("sessions", "Sessions, their clients connected or not.", lanes(c -> c.sessions)),
                gauge(
                        "sessions.stored",
                        "Sessions among them that are kept in storage, as they outlive their connection.",
                        lanes(c -> c.storedSessions)),
                counter(
                        "sessions.taken.over",
                        "Connections that ended because their client id connected anew (0x8E).",
                        lanes(c -> c.takeOvers)),
                counter("sessions.expired", "Sessions that ended by their expiry.", lanes(c -> c.sessionsExpired)),
                gauge(
                        "subscriptions",
                        "Subscriptions of all sessions, shared ones included.",
                        lanes(c -> c.subscriptions)),
                counter(
                        "subscriptions.refused",
                        "Subscriptions refused: beyond session.subscriptions (quota_exceeded), for a filter that is none or"
                                + " beyond a limit of topics (topic_filter_invalid), by a rule, or not offered.",
                        "reason",
                        because(LaneCounters::subscriptionsRefusedBecause, REFUSED)),
                gauge("subscriptions.shared", "Shared subscriptions.", lanes(c -> c.sharedSubscriptions)),
                gauge("wills.pending", "Wills that wait for their delay.", lanes(c -> c.pendingWills)),
                counter("wills.published", "Wills that were published.", lanes(c -> c.wills)));
    }

    private static List<MeterDefinition> messages() {
        return List.of(
                counter("messages.received", "Messages published by clients.", "qos", byQos(c -> c.messagesReceived)),
                counter("messages.sent", "Messages sent to clients.", "qos", byQos(c -> c.messagesSent)),
                counter(
                        "messages.dropped",
                        "Messages that did not reach one receiver (or, for not_authorized, retained_limit and storage, their topic).",
                        "reason",
                        Arrays.stream(Drop.values())
                                .map(why -> new Series(lower(why), lanes(c -> c.droppedBecause(why))))
                                .toList()),
                counter(
                        "messages.unmatched",
                        "Messages that nobody had subscribed to.",
                        lanes(c -> c.messagesWithoutSubscriber)),
                counter("messages.resent", "Messages sent again after a reconnect.", lanes(c -> c.retransmissions)),
                counter(
                        "messages.rerouted",
                        "Messages of shared subscriptions given to another member, because theirs went.",
                        lanes(c -> c.rerouted)),
                gauge(
                        "messages.inflight",
                        "QoS 1 and 2 messages that await an answer from a client.",
                        lanes(c -> c.inflight)),
                gauge("queue.messages", "Messages that wait in queues.", lanes(c -> c.queuedMessages)),
                bytesGauge(
                        "queue.bytes",
                        "Bytes of the messages that wait; limited by memory.queue_bytes.",
                        lanes(c -> c.queuedBytes)),
                gauge(
                        "retained.messages",
                        "Topics with a retained message, without the broker's own.",
                        broker -> broker.node().retained().size()),
                bytesGauge(
                        "retained.bytes",
                        "Bytes of all retained messages, without the broker's own.",
                        broker -> broker.node().retained().bytes()));
    }

    private static List<MeterDefinition> storage() {
        return List.of(
                counter(
                        "storage.writes",
                        "Writes to storage that were done; one has what a turn of an event loop gathers"
                                + " for a shard.",
                        broker -> broker.storage().counters().writes()),
                counter(
                        "storage.writes.failed",
                        "Writes that were not done: beyond what storage holds or lets wait (full), the medium did not answer"
                                + " (unavailable) or is broken (failed), storage was closing (closed), or another was there"
                                + " first (conflict; nothing is lost by that).",
                        "kind",
                        Arrays.stream(StorageException.Kind.values())
                                .map(kind -> new Series(
                                        lower(kind),
                                        broker -> broker.storage().counters().failedWrites(kind)))
                                .toList()),
                new MeterDefinition(
                        "robustmq.storage.write",
                        MeterDefinition.Type.HISTOGRAM,
                        "seconds",
                        "How long writes take, from the end of the turn until storage has kept its promise.",
                        null,
                        new MeterDefinition.WriteTimes()),
                bytesGauge("storage.pending.bytes", "Bytes that wait to be written, about.", broker -> broker.node()
                        .pendingWriteBytes()),
                counter(
                        "storage.reads",
                        "Pages of the logs read for sessions that were away or had no room.",
                        broker -> broker.storage().counters().reads()),
                counter(
                        "storage.reads.failed",
                        "Pages that could not be read; each is tried again.",
                        broker -> broker.storage().counters().failedReads()),
                gauge(
                        "storage.trouble",
                        "1 while storage says it is in trouble, else 0; the readiness check says what it is.",
                        broker -> broker.storage().trouble().isEmpty() ? 0 : 1),
                ofShards("storage.log.bytes", BYTES, "Bytes of the medium a log takes, about.", Shard::sizeBytes),
                ofShards("storage.log.start", null, "The first offset a log still has.", Shard::startOffset),
                ofShards("storage.log.next", null, "The offset a log goes on at.", Shard::nextOffset));
    }

    private static List<MeterDefinition> traffic() {
        return List.of(
                bytesCounter("traffic.received", "Bytes of MQTT received.", lanes(c -> c.bytesReceived)),
                bytesCounter("traffic.sent", "Bytes of MQTT sent.", lanes(c -> c.bytesSent)),
                counter("packets.received", "MQTT packets received.", lanes(c -> c.packetsReceived)),
                counter("packets.sent", "MQTT packets sent.", lanes(c -> c.packetsSent)),
                counter(
                        "reads.paused",
                        "Times that a client was read more slowly: beyond a rate, for memory, or since it"
                                + " does not take its answers.",
                        lanes(c -> c.readsPaused)),
                counter(
                        "lane.handovers",
                        "Batches of messages that one event loop handed to another.",
                        lanes(c -> c.handovers)),
                bytesGauge(
                        "buffers.used",
                        "Bytes of the sockets' buffers in use; they count towards memory.queue_bytes.",
                        broker -> broker.lanes().bufferBytes()),
                gauge(
                        "memory.tight",
                        "1 while new clients are refused and publishers slowed for memory, else 0.",
                        broker -> broker.node().memory().isTight() ? 1 : 0),
                gauge(
                        "memory.full",
                        "1 while nothing more is queued for memory, else 0.",
                        broker -> broker.node().memory().isFull() ? 1 : 0));
    }

    private static List<MeterDefinition> access() {
        return List.of(
                counter("auth.failures", "Clients refused by authentication.", lanes(c -> c.authFailures)),
                counter(
                        "auth.busy",
                        "Clients refused (0x89) because auth.hash_queue password checks waited already.",
                        broker -> broker.access().counters().busy()),
                counter(
                        "auth.remembered",
                        "Clients let in by a remembered password, without a slow hash.",
                        broker -> broker.access().counters().rememberedPasswords()),
                gauge("auth.checks", "Password checks that wait or run.", broker -> broker.access()
                        .pendingChecks()),
                counter(
                        "auth.reloads",
                        "Times the access file changed, and was put to use or could not be.",
                        "result",
                        List.of(
                                new Series(
                                        "used",
                                        broker -> broker.access().counters().reloads()),
                                new Series(
                                        "failed",
                                        broker -> broker.access().counters().failedReloads()))));
    }

    private static List<Series> because(ToLongBiFunction<LaneCounters, ReasonCode> count, Set<ReasonCode> reasons) {
        return reasons.stream()
                .map(why -> new Series(lower(why), lanes(c -> count.applyAsLong(c, why))))
                .toList();
    }

    private static List<Series> byQos(Function<LaneCounters, long[]> counts) {
        return IntStream.rangeClosed(0, 2)
                .mapToObj(qos -> new Series(Integer.toString(qos), lanes(c -> counts.apply(c)[qos])))
                .toList();
    }

    private static ToDoubleFunction<Broker> lanes(ToLongFunction<LaneCounters> count) {
        return broker -> broker.node().counters().stream().mapToLong(count).sum();
    }

    private static MeterDefinition gauge(String name, String description, ToDoubleFunction<Broker> value) {
        return single(name, MeterDefinition.Type.GAUGE, null, description, value);
    }

    private static MeterDefinition bytesGauge(String name, String description, ToDoubleFunction<Broker> value) {
        return single(name, MeterDefinition.Type.GAUGE, BYTES, description, value);
    }

    private static MeterDefinition counter(String name, String description, ToDoubleFunction<Broker> value) {
        return single(name, MeterDefinition.Type.COUNTER, null, description, value);
    }

    private static MeterDefinition bytesCounter(String name, String description, ToDoubleFunction<Broker> value) {
        return single(name, MeterDefinition.Type.COUNTER, BYTES, description, value);
    }

    private static MeterDefinition counter(String name, String description, String label, List<Series> series) {
        return new MeterDefinition(
                "robustmq." + name,
                MeterDefinition.Type.COUNTER,
                null,
                description,
                label,
                new MeterDefinition.Known(series));
    }

    private static MeterDefinition ofShards(
            String name, @Nullable String unit, String description, ToDoubleFunction<Shard> value) {
        return new MeterDefinition(
                "robustmq." + name,
                MeterDefinition.Type.GAUGE,
                unit,
                description,
                "shard",
                new MeterDefinition.OfShards(value));
    }

    private static MeterDefinition single(
            String name,
            MeterDefinition.Type type,
            @Nullable String unit,
            String description,
            ToDoubleFunction<Broker> value) {
        return new MeterDefinition(
                "robustmq." + name,
                type,
                unit,
                description,
                null,
                new MeterDefinition.Known(List.of(new Series("", value))));
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
