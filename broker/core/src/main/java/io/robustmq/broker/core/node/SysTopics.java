package io.robustmq.broker.core.node;

import io.robustmq.broker.core.cluster.NodeFigures;
import io.robustmq.broker.core.cluster.PeerFigures;
import io.robustmq.broker.core.lane.Lane;
import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.settings.Settings;
import io.robustmq.broker.core.stats.Drop;
import io.robustmq.broker.core.stats.LaneCounters;
import io.robustmq.broker.mqtt.packet.PublishProperties;
import io.robustmq.broker.mqtt.topic.TopicName;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * Publishes the node's statistics, retained, below {@code $SYS/brokers/{node id}/}; in a cluster its peers' below their own ids, too, and below
 * {@code $SYS/cluster/} what all of them are together. To this broker's sessions alone: every broker does the same. Runs on one lane's ticks.
 *
 * <p>All values are decimal numbers but {@code version}; counters count from start, so that a broker that leaves takes what it has counted out
 * of the sums. Who leaves has its topics cleared.
 */
final class SysTopics {
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final String BROKERS = "$SYS/brokers/";
    private static final String CLUSTER = "$SYS/cluster/";
    private static final String STATS = "stats/";
    private static final String METRICS = "metrics/";
    private static final String RETAINED = "retained/count";

    private final Node node;
    private final int nodeId;
    private final PeerFigures figures;
    private final String version;
    private final long intervalNanos;
    private final long startNanos;

    /** What is published of each peer, by its node id. */
    private final Map<Integer, Set<String>> shown = new HashMap<>();

    private long dueNanos;

    SysTopics(Node node, Settings settings, PeerFigures figures, String version, long nowNanos) {
        this.node = node;
        this.nodeId = settings.nodeId();
        this.figures = figures;
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
        NodeFigures own = own(nowNanos);
        publish(lane, own);
        if (!figures.isAlone()) {
            figures.tell(own);
            List<NodeFigures> others = figures.others();
            publishOthers(lane, others);
            publishSums(lane, own, others);
        }
    }

    // ---- this broker's

    private NodeFigures own(long nowNanos) {
        Map<String, String> values = new HashMap<>();
        values.put("version", version);
        values.put("uptime", Long.toString((nowNanos - startNanos) / NANOS_PER_SECOND));
        List<LaneCounters> all = node.counters();
        stats(values, all);
        metrics(values, all);
        return new NodeFigures(nodeId, values);
    }

    private void stats(Map<String, String> to, List<LaneCounters> all) {
        sum(to, STATS + "connections/count", all, c -> c.connections);
        sum(to, STATS + "sessions/count", all, c -> c.sessions);
        sum(to, STATS + "subscriptions/count", all, c -> c.subscriptions);
        sum(to, STATS + "subscriptions/shared/count", all, c -> c.sharedSubscriptions);
        sum(to, STATS + "messages/inflight/count", all, c -> c.inflight);
        sum(to, STATS + "messages/queued/count", all, c -> c.queuedMessages);
        sum(to, STATS + "messages/queued/bytes", all, c -> c.queuedBytes);
        to.put(STATS + RETAINED, Integer.toString(node.retained().size()));
    }

    private static void metrics(Map<String, String> to, List<LaneCounters> all) {
        sum(to, METRICS + "bytes/received", all, c -> c.bytesReceived);
        sum(to, METRICS + "bytes/sent", all, c -> c.bytesSent);
        sum(to, METRICS + "packets/received", all, c -> c.packetsReceived);
        sum(to, METRICS + "packets/sent", all, c -> c.packetsSent);
        for (int qos = 0; qos <= 2; qos++) {
            int level = qos;
            sum(to, METRICS + "messages/qos" + qos + "/received", all, c -> c.messagesReceived[level]);
            sum(to, METRICS + "messages/qos" + qos + "/sent", all, c -> c.messagesSent[level]);
        }
        sum(to, METRICS + "clients/connected", all, c -> c.connects);
        sum(to, METRICS + "clients/disconnected", all, c -> c.disconnects + c.disconnectsByServer);
        for (Drop why : Drop.values()) {
            String name = why.name().toLowerCase(Locale.ROOT);
            sum(to, METRICS + "messages/dropped/" + name, all, c -> c.droppedBecause(why));
        }
    }

    private static void sum(
            Map<String, String> to, String name, List<LaneCounters> all, ToLongFunction<LaneCounters> value) {
        to.put(name, Long.toString(all.stream().mapToLong(value).sum()));
    }

    // ---- the others', and all together

    private void publishOthers(Lane lane, List<NodeFigures> others) {
        Set<Integer> gone = new HashSet<>(shown.keySet());
        for (NodeFigures its : others) {
            if (its.nodeId() != nodeId) { // two with one number: each shows itself
                gone.remove(its.nodeId());
                shown.computeIfAbsent(its.nodeId(), _ -> new HashSet<>())
                        .addAll(its.values().keySet());
                publish(lane, its);
            }
        }
        for (int id : gone) {
            Set<String> names = shown.remove(id);
            if (names != null) {
                names.forEach(name -> publish(lane, BROKERS + id + "/" + name, ""));
            }
        }
    }

    private void publishSums(Lane lane, NodeFigures own, List<NodeFigures> others) {
        publish(lane, CLUSTER + "brokers/count", Integer.toString(1 + others.size()));
        own.values().keySet().stream()
                .filter(name -> name.startsWith(STATS) || name.startsWith(METRICS))
                .forEach(name -> publish(lane, CLUSTER + name, Long.toString(together(name, own, others))));
    }

    /** Where brokers share storage each has all retained messages: they are not counted twice. */
    private long together(String name, NodeFigures own, List<NodeFigures> others) {
        boolean isOfAll = node.isShared() && name.equals(STATS + RETAINED);
        return isOfAll
                ? number(own, name)
                : number(own, name)
                        + others.stream().mapToLong(its -> number(its, name)).sum();
    }

    /** 0 of a broker of another release that does not tell it. */
    private static long number(NodeFigures of, String name) {
        try {
            return Long.parseLong(of.values().getOrDefault(name, "0"));
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    // ---- as messages

    private static void publish(Lane lane, NodeFigures figures) {
        figures.values().forEach((name, value) -> publish(lane, BROKERS + figures.nodeId() + "/" + name, value));
    }

    private static void publish(Lane lane, String topic, String value) {
        TopicName name = TopicName.of(topic);
        byte[] payload = value.getBytes(StandardCharsets.UTF_8);
        Message message = new Message(name, payload, 0, true, PublishProperties.NONE, "", Message.NEVER);
        lane.publishOwn(message, lane.router().topic(name));
    }
}
