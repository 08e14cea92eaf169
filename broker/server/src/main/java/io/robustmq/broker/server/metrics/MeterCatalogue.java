package io.robustmq.broker.server.metrics;

import static io.robustmq.broker.server.metrics.Meters.bytesCounter;
import static io.robustmq.broker.server.metrics.Meters.bytesGauge;
import static io.robustmq.broker.server.metrics.Meters.counter;
import static io.robustmq.broker.server.metrics.Meters.gauge;
import static io.robustmq.broker.server.metrics.Meters.lanes;
import static io.robustmq.broker.server.metrics.Meters.lower;

import io.robustmq.broker.core.stats.Drop;
import io.robustmq.broker.core.stats.LaneCounters;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.server.channel.Admission;
import io.robustmq.broker.server.metrics.MeterDefinition.Series;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongBiFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** All meters there are; {@code src-docs/reference/metrics.md} is made of this list. */
public final class MeterCatalogue {

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
                    clients(), sessions(), messages(), StorageMeters.all(), traffic(), access(), ClusterMeters.all())
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
                        "clients.cut",
                        "Clients cut while memory was tight, since they held much of it and neither read nor sent on.",
                        lanes(c -> c.clientsCut)),
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
                counter(
                        "sessions.overtaken",
                        "Times that a stored session, or a shared subscription, came to read the log where"
                                + " storage.retention_time or retention_bytes had cut it off already, and went on behind.",
                        lanes(c -> c.overtaken)),
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
}
