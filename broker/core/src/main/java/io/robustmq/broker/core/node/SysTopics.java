package io.robustmq.broker.core.node;

import io.robustmq.broker.core.lane.Lane;
import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.settings.Settings;
import io.robustmq.broker.core.stats.Drop;
import io.robustmq.broker.core.stats.LaneCounters;
import io.robustmq.broker.mqtt.packet.PublishProperties;
import io.robustmq.broker.mqtt.topic.TopicName;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/**
 * Publishes the node's statistics, retained, below {@code $SYS/brokers/{node id}/}. Runs on one lane's ticks.
 *
 * <p>All values are decimal numbers but {@code version}; counters count from start.
 */
final class SysTopics {
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final Node node;
    private final String prefix;
    private final String version;
    private final long intervalNanos;
    private final long startNanos;
    private long dueNanos;

    SysTopics(Node node, Settings settings, String version, long nowNanos) {
        this.node = node;
        this.prefix = "$SYS/brokers/" + settings.nodeId() + "/";
        this.version = version;
        this.intervalNanos = settings.sysIntervalMillis() * NANOS_PER_MILLI;
        this.startNanos = nowNanos;
        this.dueNanos = nowNanos;
    }

    void onTick(Lane lane, long nowNanos) {
        if (intervalNanos == 0 || nowNanos < dueNanos) {
            return;
        }
        dueNanos = nowNanos + intervalNanos;
        publish(lane, "version", version);
        publish(lane, "uptime", Long.toString((nowNanos - startNanos) / NANOS_PER_SECOND));
        List<LaneCounters> all = node.counters();
        stats(lane, all);
        metrics(lane, all);
    }

    private void stats(Lane lane, List<LaneCounters> all) {
        sum(lane, "stats/connections/count", all, c -> c.connections);
        sum(lane, "stats/sessions/count", all, c -> c.sessions);
        sum(lane, "stats/subscriptions/count", all, c -> c.subscriptions);
        sum(lane, "stats/subscriptions/shared/count", all, c -> c.sharedSubscriptions);
        sum(lane, "stats/messages/inflight/count", all, c -> c.inflight);
        sum(lane, "stats/messages/queued/count", all, c -> c.queuedMessages);
        sum(lane, "stats/messages/queued/bytes", all, c -> c.queuedBytes);
        publish(lane, "stats/retained/count", Integer.toString(node.retained().size()));
    }

    private void metrics(Lane lane, List<LaneCounters> all) {
        sum(lane, "metrics/bytes/received", all, c -> c.bytesReceived);
        sum(lane, "metrics/bytes/sent", all, c -> c.bytesSent);
        sum(lane, "metrics/packets/received", all, c -> c.packetsReceived);
        sum(lane, "metrics/packets/sent", all, c -> c.packetsSent);
        for (int qos = 0; qos <= 2; qos++) {
            int level = qos;
            sum(lane, "metrics/messages/qos" + qos + "/received", all, c -> c.messagesReceived[level]);
            sum(lane, "metrics/messages/qos" + qos + "/sent", all, c -> c.messagesSent[level]);
        }
        sum(lane, "metrics/clients/connected", all, c -> c.connects);
        sum(lane, "metrics/clients/disconnected", all, c -> c.disconnects + c.disconnectsByServer);
        for (Drop why : Drop.values()) {
            String name = why.name().toLowerCase(Locale.ROOT);
            sum(lane, "metrics/messages/dropped/" + name, all, c -> c.droppedBecause(why));
        }
    }

    private void sum(Lane lane, String topic, List<LaneCounters> all, ToLongFunction<LaneCounters> value) {
        publish(lane, topic, Long.toString(all.stream().mapToLong(value).sum()));
    }

    private void publish(Lane lane, String topic, String value) {
        TopicName name = TopicName.of(prefix + topic);
        byte[] payload = value.getBytes(StandardCharsets.UTF_8);
        Message message = new Message(name, payload, 0, true, PublishProperties.NONE, "", Message.NEVER);
        lane.publishOwn(message, lane.router().topic(name));
    }
}
