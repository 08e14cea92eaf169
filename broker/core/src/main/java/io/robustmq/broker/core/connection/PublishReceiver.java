package io.robustmq.broker.core.connection;

import io.robustmq.broker.core.durable.Doubt;
import io.robustmq.broker.core.durable.DurablePath;
import io.robustmq.broker.core.durable.WriteCompletion;
import io.robustmq.broker.core.lane.Lane;
import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.routing.Topic;
import io.robustmq.broker.core.session.Session;
import io.robustmq.broker.core.settings.ConnectionLimits;
import io.robustmq.broker.core.settings.ProtocolSettings;
import io.robustmq.broker.core.stats.Drop;
import io.robustmq.broker.core.stored.StoredFact;
import io.robustmq.broker.mqtt.MalformedPacketException;
import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.packet.PubAck;
import io.robustmq.broker.mqtt.packet.PubRec;
import io.robustmq.broker.mqtt.packet.Publish;
import io.robustmq.broker.mqtt.topic.TopicName;
import io.robustmq.broker.storage.spi.StorageException;

/**
 * Takes PUBLISH from one client: topic alias, limits, permission, QoS 2 repetitions; then hands the message to the lane and
 * acknowledges it. Lives as long as the connection, confined to its lane.
 *
 * <p>The acknowledgement goes out when the message is with every session that wants it, or on its way to them in memory; if a
 * stored session wants it or its topic is durable, when it is written. QoS 2 from a session that may go on at another broker is
 * delivered when its packet id is written.
 */
final class PublishReceiver {
    /** How long nobody who publishes is read while the node cannot keep up. */
    private static final long REST_WHEN_BUSY_NANOS = 100_000_000;

    private final Online online;
    private final Lane lane;
    private final DurablePath durable;
    private final Session session;
    private final ProtocolSettings settings;
    private final boolean v5;
    private final IncomingAliases aliases;
    private final LastTopic last;
    private final TokenBucket packets;
    private final TokenBucket bytes;
    private final WriteCompletion dropIfNotWritten;

    /** Whether anything came since {@link #takeRestNanos} was last asked, and the rest it has cost so far. */
    private boolean published;

    private long restNanos;

    /** QoS 1 messages that are being written. */
    private int writing;

    PublishReceiver(Online online, Session session, ProtocolVersion version) {
        ServerContext context = online.connection().context();
        this.online = online;
        this.lane = online.connection().lane();
        this.durable = lane.durable();
        this.dropIfNotWritten = new DropIfNotWritten(lane);
        this.session = session;
        this.settings = context.settings().protocol();
        this.v5 = version.isV5();
        this.aliases = new IncomingAliases(v5 ? settings.topicAliasMaximum() : 0, settings.topicAliasBytes());
        this.last = new LastTopic(lane.router(), context.authorizer(), settings);
        ConnectionLimits limits = context.settings().connections();
        this.packets = new TokenBucket(limits.publishRatePerSecond(), lane.nowNanos());
        this.bytes = new TokenBucket(limits.publishBytesPerSecond(), lane.nowNanos());
    }

    /** @throws MalformedPacketException if the client may not send this packet: the connection ends */
    void on(Publish publish) {
        TopicName name = aliases.resolve(publish);
        Topic topic = last.become(name);
        int qos = publish.qos();
        requireOffered(publish);
        lane.counters().messagesReceived[qos]++;
        limitRate(publish);
        boolean inDoubt = qos == 2
                && session.received()
                        .isInDoubt(publish.packetId(), lane.storage().shardOf(name));
        if (qos == 2 && !inDoubt && !session.received().isNew(publish.packetId())) { // [MQTT-4.3.3-10]
            session.received().whenKept(publish.packetId(), new Receipt(publish.packetId()));
            return;
        }
        requireRoom(qos);
        if (!last.isAllowed(online.identity(), qos, publish.retain())) {
            lane.counters().dropped(Drop.NOT_AUTHORIZED);
            acknowledge(publish, ReasonCode.NOT_AUTHORIZED);
            return;
        }
        take(publish, topic, inDoubt);
    }

    /** @param inDoubt whether it may have been taken before */
    private void take(Publish publish, Topic topic, boolean inDoubt) {
        Message message = Messages.of(publish, topic.name(), session.clientId(), settings, lane.wallMillis());
        boolean retains = publish.retain() && durable.mayRetain(message);
        boolean refused = publish.retain() && !retains;
        if (inDoubt) {
            writeAgain(publish.packetId(), message, topic, retains);
        } else if (durable.writesFirst(message, topic, retains) || goesWithItsId(publish)) {
            write(publish, message, topic, retains, refused);
        } else {
            if (retains) {
                durable.retain(message, topic);
            }
            boolean wanted = lane.publish(message, topic);
            ReasonCode reason = wanted ? ReasonCode.SUCCESS : ReasonCode.NO_MATCHING_SUBSCRIBERS;
            acknowledge(publish, refused ? ReasonCode.QUOTA_EXCEEDED : reason);
        }
    }

    /**
     * Whether the client may repeat the message to another broker, which must know it then: so its packet id is written before it is
     * delivered to anybody, though the message may be nobody's to find in the log.
     */
    private boolean goesWithItsId(Publish publish) {
        return publish.qos() == 2 && session.isStored() && lane.storage().isShared();
    }

    private void acknowledge(Publish publish, ReasonCode reason) {
        // before 5.0 a message that is not allowed is acknowledged all the same [MQTT3-3.3.5-2]
        if (publish.qos() == 1) { // [MQTT-4.3.2-4]
            online.send(new PubAck(publish.packetId(), reason));
        } else if (publish.qos() == 2) { // [MQTT-4.3.3-8]
            if (!reason.isError() || !v5) {
                session.received().add(publish.packetId());
            }
            online.send(new PubRec(publish.packetId(), reason));
        }
    }

    // ---- messages that are written first

    private void write(Publish publish, Message message, Topic topic, boolean retains, boolean refused) {
        ReasonCode reason =
                lane.router().route(topic).isWanted() ? ReasonCode.SUCCESS : ReasonCode.NO_MATCHING_SUBSCRIBERS;
        boolean isRecord = durable.isStored(topic);
        int shard = durable.write(message, topic, retains);
        if (publish.qos() == 0) {
            durable.whenWritten(shard, dropIfNotWritten);
            return;
        }
        if (publish.qos() == 1) {
            writing++;
        } else if (!refused || !v5) {
            session.received().add(publish.packetId(), shard);
        }
        durable.whenWritten(shard, new Stored(publish, refused ? ReasonCode.QUOTA_EXCEEDED : reason, isRecord));
    }

    private void writeAgain(int packetId, Message message, Topic topic, boolean retains) {
        long doubtFrom = session.received().endDoubt(packetId); // who repeats it meanwhile waits for this
        StoredFact receipt = session.received().receipt(packetId);
        durable.writeAgain(message, topic, retains, receipt, doubtFrom, new Repeated(packetId, doubtFrom));
    }

    /** Nobody waits for a QoS 0 message, so nobody is told that it could not be written: it is counted. */
    private static final class DropIfNotWritten implements WriteCompletion {
        private final Lane lane;

        DropIfNotWritten(Lane lane) {
            this.lane = lane;
        }

        @Override
        public void onWritten() {}

        @Override
        public void onFailed(StorageException why) {
            lane.counters().dropped(Drop.STORAGE);
        }
    }

    /** Acknowledges a message that was written. */
    private final class Stored extends LateAcknowledgement {
        private final int packetId;
        private final boolean qos2;
        private final ReasonCode reason;
        private final boolean isRecord;
        private long doubtFrom = Doubt.UNKNOWN;

        Stored(Publish publish, ReasonCode reason, boolean isRecord) {
            super(online.connection());
            this.packetId = publish.packetId();
            this.qos2 = publish.qos() == 2;
            this.reason = reason;
            this.isRecord = isRecord;
        }

        @Override
        public void onDoubt(StorageException why, long from) {
            doubtFrom = isRecord ? from : Doubt.NO_RECORD;
            super.onDoubt(why, from);
        }

        @Override
        void acknowledge() {
            writing -= qos2 ? 0 : 1;
            answer(reason);
        }

        private void answer(ReasonCode with) {
            online.send(qos2 ? new PubRec(packetId, with) : new PubAck(packetId, with));
        }

        @Override
        void refuse(StorageException why) {
            writing -= qos2 ? 0 : 1;
            if (qos2 && why.kind() == StorageException.Kind.UNAVAILABLE) {
                session.received().forget(packetId, doubtFrom);
            } else if (qos2) {
                session.received().forget(packetId);
            }
            if (v5 && isForLackOfRoom(why) && !online.connection().isClosed()) {
                answer(ReasonCode.QUOTA_EXCEEDED);
            } else {
                super.refuse(why);
            }
        }
    }

    /** Answers a QoS 2 message of which it was not known whether it was taken before. */
    private final class Repeated implements WriteCompletion {
        private final int packetId;
        private final long doubtFrom;
        private final Connection connection = online.connection();

        Repeated(int packetId, long doubtFrom) {
            this.packetId = packetId;
            this.doubtFrom = doubtFrom;
        }

        @Override
        public void onWritten() {
            if (!connection.isClosed()) {
                online.send(new PubRec(packetId, ReasonCode.SUCCESS));
            }
        }

        @Override
        public void onFailed(StorageException why) {
            if (why.kind() == StorageException.Kind.CONFLICT) { // it was
                onWritten();
            } else {
                session.received().doubt(packetId, doubtFrom);
                connection.end(ReasonCode.SERVER_BUSY, "storage: " + why.getMessage());
            }
        }
    }

    /** Answers a QoS 2 message that is repeated, once it is sure that it was taken. */
    private final class Receipt extends LateAcknowledgement {
        private final int packetId;

        Receipt(int packetId) {
            super(online.connection());
            this.packetId = packetId;
        }

        @Override
        void acknowledge() {
            if (!session.received().isNew(packetId) && !session.received().isInDoubt(packetId)) {
                online.send(new PubRec(packetId, ReasonCode.SUCCESS));
            } else { // the first was not taken, after all: the client is to send it once more
                online.connection().end(ReasonCode.SERVER_BUSY, "storage did not take the message");
            }
        }
    }

    // ---- limits

    private void requireOffered(Publish publish) {
        if (publish.qos() > settings.maximumQos()) { // [MQTT-3.2.2-11]
            throw new MalformedPacketException(ReasonCode.QOS_NOT_SUPPORTED, "this QoS is not supported");
        }
        if (publish.retain() && !settings.retainAvailable()) { // [MQTT-3.2.2-14]
            throw new MalformedPacketException(ReasonCode.RETAIN_NOT_SUPPORTED, "retained messages are not supported");
        }
    }

    /** The identity has changed: what was allowed may not be any more. */
    void forgetPermission() {
        last.forgetPermission();
    }

    private void requireRoom(int qos) {
        if (qos > 0 && v5 && session.received().unreleased() + writing >= settings.receiveMaximum()) { // [MQTT-3.3.4-9]
            throw new MalformedPacketException(
                    ReasonCode.RECEIVE_MAXIMUM_EXCEEDED, "more unacknowledged messages than the receive maximum");
        }
    }

    private void limitRate(Publish publish) {
        long now = lane.nowNanos();
        published = true;
        restNanos = Math.max(restNanos, packets.takeNanos(1, now));
        restNanos = Math.max(restNanos, bytes.takeNanos(publish.payload().length, now));
    }

    /** How long this client should not be read: it publishes too fast, or more than the node can keep up with. Asking clears it. */
    long takeRestNanos() {
        if (!published) {
            return 0;
        }
        long rest = lane.mustSlowPublishers() ? Math.max(restNanos, REST_WHEN_BUSY_NANOS) : restNanos;
        published = false;
        restNanos = 0;
        return rest;
    }
}
