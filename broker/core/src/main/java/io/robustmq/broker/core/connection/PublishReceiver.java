package io.robustmq.broker.core.connection;

import io.robustmq.broker.core.access.Authorizer;
import io.robustmq.broker.core.access.Identity;
import io.robustmq.broker.core.lane.Lane;
import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.routing.Topic;
import io.robustmq.broker.core.session.Session;
import io.robustmq.broker.core.settings.ConnectionLimits;
import io.robustmq.broker.core.settings.ProtocolSettings;
import io.robustmq.broker.core.stats.Drop;
import io.robustmq.broker.mqtt.MalformedPacketException;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.packet.PubAck;
import io.robustmq.broker.mqtt.packet.PubRec;
import io.robustmq.broker.mqtt.packet.Publish;
import io.robustmq.broker.mqtt.topic.TopicName;
import org.jspecify.annotations.Nullable;

/**
 * Takes PUBLISH from one client: topic alias, limits, permission, QoS 2 repetitions; then hands the message to the lane and
 * acknowledges it. Remembers the last topic, since most clients publish to one again and again. Lives as long as the
 * connection, confined to its lane.
 *
 * <p>The acknowledgement goes out when the message is with every session that wants it, or on its way to them in memory.
 */
final class PublishReceiver {
    private final Online online;
    private final Lane lane;
    private final Session session;
    private final Authorizer authorizer;
    private final ProtocolSettings settings;
    private final boolean v5;
    private final IncomingAliases aliases;
    private final TokenBucket packets;
    private final TokenBucket bytes;

    // the last topic, and whether what was last done with it was allowed
    private @Nullable TopicName lastName;
    private @Nullable Topic lastTopic;
    private boolean lastAllowed;
    private int lastQos = -1;
    private boolean lastRetain;
    private int lastVersion;

    private long waitNanos;

    PublishReceiver(Online online, Lane lane, Session session, ServerContext context, boolean v5) {
        this.online = online;
        this.lane = lane;
        this.session = session;
        this.authorizer = context.authorizer();
        this.settings = context.settings().protocol();
        this.v5 = v5;
        this.aliases = new IncomingAliases(v5 ? settings.topicAliasMaximum() : 0);
        ConnectionLimits limits = context.settings().connections();
        this.packets = new TokenBucket(limits.publishRatePerSecond(), lane.nowNanos());
        this.bytes = new TokenBucket(limits.publishBytesPerSecond(), lane.nowNanos());
    }

    void on(Publish publish) {
        TopicName name = aliases.resolve(publish);
        Topic topic = topic(name);
        int qos = publish.qos();
        requireOffered(publish);
        lane.counters().messagesReceived[qos]++;
        limitRate(publish);
        if (qos == 2 && !session.isNewQos2(publish.packetId())) { // [MQTT-4.3.3-10]
            online.send(new PubRec(publish.packetId(), ReasonCode.SUCCESS));
            return;
        }
        if (qos > 0 && v5 && session.unreleased() >= settings.receiveMaximum()) { // [MQTT-3.3.4-9]
            throw new MalformedPacketException(
                    ReasonCode.RECEIVE_MAXIMUM_EXCEEDED, "more unacknowledged messages than the receive maximum");
        }
        if (!isAllowed(name, qos, publish.retain())) {
            lane.counters().dropped(Drop.NOT_AUTHORIZED);
            acknowledge(publish, ReasonCode.NOT_AUTHORIZED);
            return;
        }
        Message message = Messages.of(publish, name, session.clientId(), settings, lane.wallMillis());
        boolean refused = publish.retain() && !lane.retain(message);
        boolean wanted = lane.publish(message, topic);
        ReasonCode reason = wanted ? ReasonCode.SUCCESS : ReasonCode.NO_MATCHING_SUBSCRIBERS;
        acknowledge(publish, refused ? ReasonCode.QUOTA_EXCEEDED : reason);
    }

    @SuppressWarnings("ReferenceEquality") // the decoder hands out the very instance for a repeated topic
    private Topic topic(TopicName name) {
        Topic known = lastTopic;
        if (known != null && name == lastName) {
            return known;
        }
        if (TopicRules.isTooLong(name, settings)) {
            throw new MalformedPacketException(ReasonCode.TOPIC_NAME_INVALID, "the topic is too long or too deep");
        }
        Topic topic = lane.router().topic(name);
        lastName = name;
        lastTopic = topic;
        lastQos = -1;
        return topic;
    }

    private void requireOffered(Publish publish) {
        if (publish.qos() > settings.maximumQos()) { // [MQTT-3.2.2-11]
            throw new MalformedPacketException(ReasonCode.QOS_NOT_SUPPORTED, "this QoS is not supported");
        }
        if (publish.retain() && !settings.retainAvailable()) { // [MQTT-3.2.2-14]
            throw new MalformedPacketException(ReasonCode.RETAIN_NOT_SUPPORTED, "retained messages are not supported");
        }
    }

    private boolean isAllowed(TopicName name, int qos, boolean retain) {
        int version = authorizer.version();
        if (qos != lastQos || retain != lastRetain || version != lastVersion) {
            Identity identity = online.identity();
            lastAllowed = !TopicRules.isServersOwn(name) && authorizer.mayPublish(identity, name, qos, retain);
            lastQos = qos;
            lastRetain = retain;
            lastVersion = version;
        }
        return lastAllowed;
    }

    /** The identity has changed: what was allowed may not be any more. */
    void forgetPermission() {
        lastQos = -1;
    }

    private void acknowledge(Publish publish, ReasonCode reason) {
        // before 5.0 a message that is not allowed is acknowledged all the same [MQTT3-3.3.5-2]
        if (publish.qos() == 1) { // [MQTT-4.3.2-4]
            online.send(new PubAck(publish.packetId(), reason));
        } else if (publish.qos() == 2) { // [MQTT-4.3.3-8]
            if (!reason.isError() || !v5) {
                session.onQos2(publish.packetId());
            }
            online.send(new PubRec(publish.packetId(), reason));
        }
    }

    private void limitRate(Publish publish) {
        long now = lane.nowNanos();
        waitNanos = Math.max(waitNanos, packets.takeNanos(1, now));
        waitNanos = Math.max(waitNanos, bytes.takeNanos(publish.payload().length, now));
    }

    /** How long this client should not be read, since it publishes too fast; asking clears it. */
    long takeWaitNanos() {
        long wait = waitNanos;
        waitNanos = 0;
        return wait;
    }
}
