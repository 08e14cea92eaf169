package io.robustmq.broker.core.delivery;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.port.Link;
import io.robustmq.broker.core.stats.LaneCounters;
import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.codec.PacketEncoder;
import io.robustmq.broker.mqtt.codec.ProblemInformation;
import io.robustmq.broker.mqtt.codec.PublishEncoder;
import io.robustmq.broker.mqtt.codec.PublishFrame;
import io.robustmq.broker.mqtt.packet.ConnAck;
import io.robustmq.broker.mqtt.packet.Disconnect;
import io.robustmq.broker.mqtt.packet.Packet;
import io.robustmq.broker.mqtt.packet.PublishProperties;
import io.robustmq.broker.mqtt.topic.TopicName;
import org.jspecify.annotations.Nullable;

/**
 * The way out to one connected client: encodes packets into its link and knows when the client is slow. Lives as long as the
 * connection, confined to its lane.
 *
 * <p>Small frames are copied into the link's buffer at once. A frame beyond {@link Backlog#PIECE_BYTES} goes through the
 * backlog piece by piece, and everything after it waits there too, so that order is kept.
 */
public final class Outlet {
    private final Link link;
    private final ProtocolVersion version;
    private final long maximumPacketBytes;
    private final boolean problemInformation;
    private final int pendingBytesLimit;
    private final LaneCounters counters;
    private final @Nullable OutgoingAliases aliases;
    private @Nullable Backlog backlog;
    private long sentBytes;

    /**
     * @param maximumPacketBytes the largest packet the client takes
     * @param problemInformation whether the client wants reason strings and user properties on acknowledgements
     * @param topicAliasMaximum aliases this server may use, 0..65,535
     * @param pendingBytesLimit waiting bytes beyond which QoS 0 is not accepted any more
     */
    public Outlet(
            Link link,
            ProtocolVersion version,
            long maximumPacketBytes,
            boolean problemInformation,
            int topicAliasMaximum,
            int pendingBytesLimit,
            LaneCounters counters) {
        this.link = link;
        this.version = version;
        this.maximumPacketBytes = maximumPacketBytes;
        this.problemInformation = problemInformation;
        this.pendingBytesLimit = pendingBytesLimit;
        this.counters = counters;
        this.aliases = topicAliasMaximum > 0 ? new OutgoingAliases(topicAliasMaximum) : null;
    }

    public ProtocolVersion version() {
        return version;
    }

    /** Whether messages that can wait should be sent now. */
    public boolean isReady() {
        return backlog == null && link.isWritable();
    }

    /** Whether the client has let more bytes pile up than it may; the large frame under way does not count. */
    public boolean isOverfull() {
        Backlog waiting = backlog;
        return link.pendingBytes() + (waiting == null ? 0 : waiting.bytesBehindFirst()) > pendingBytesLimit;
    }

    /** Bytes of frames that the client has not taken yet. */
    public long pendingBytes() {
        Backlog waiting = backlog;
        return link.pendingBytes() + (waiting == null ? 0 : waiting.bytes());
    }

    /** Sends a packet other than PUBLISH, without what the client does not want to know or cannot take. */
    public void send(Packet whole) {
        Packet packet = problemInformation || mayExplain(whole) ? whole : ProblemInformation.without(whole);
        int bytes = PacketEncoder.encodedLength(packet, version);
        if (bytes > maximumPacketBytes) {
            packet = ProblemInformation.fit(packet, version, maximumPacketBytes);
            if (packet == null) {
                return; // [MQTT-3.1.2-24]
            }
            bytes = PacketEncoder.encodedLength(packet, version);
        }
        if (bytes == 0) {
            return; // unknown before 5.0
        }
        Backlog waiting = backlog;
        ByteBuf out = waiting == null ? link.buffer(bytes) : Unpooled.buffer(bytes, bytes);
        PacketEncoder.encode(packet, version, out);
        if (waiting != null) {
            waiting.add(ByteBufUtil.getBytes(out));
        }
        sent(bytes);
    }

    /** CONNACK and DISCONNECT may carry a reason whatever the client asked for [MQTT-3.1.2-29]. */
    private static boolean mayExplain(Packet packet) {
        return packet instanceof ConnAck || packet instanceof Disconnect;
    }

    /** What became of a message handed to {@link #publish}. */
    public enum Result {
        SENT,
        /** Larger than the client allows; treat as delivered [MQTT-3.1.2-25]. */
        TOO_LARGE
    }

    /**
     * Sends a message.
     *
     * @param identifiers subscription identifiers to add (5.0)
     * @param fanout frames to copy from, begun with this very message, or null to encode for this client alone
     */
    public Result publish(
            Message message,
            int qos,
            boolean retain,
            boolean dup,
            int packetId,
            int[] identifiers,
            @Nullable Fanout fanout,
            long wallMillis) {
        if (fanout != null && !dup && backlog == null && aliases == null && identifiers.length == 0) {
            // a large frame is not worth encoding as a whole
            boolean small = message.payload().length <= Backlog.PIECE_BYTES;
            PublishFrame frame = small ? fanout.frame(version, qos, retain) : null;
            if (frame != null && frame.bytes().length <= Backlog.PIECE_BYTES) {
                int bytes = frame.bytes().length;
                if (bytes > maximumPacketBytes) {
                    return Result.TOO_LARGE;
                }
                frame.writeTo(link.buffer(bytes), packetId);
                return published(qos, bytes);
            }
        }
        return encode(message, qos, retain, dup, packetId, properties(message, identifiers, wallMillis));
    }

    private PublishProperties properties(Message message, int[] identifiers, long wallMillis) {
        if (!version.isV5()) {
            return PublishProperties.NONE;
        }
        PublishProperties properties = message.propertiesAt(wallMillis);
        return identifiers.length == 0 ? properties : properties.withSubscriptionIdentifiers(identifiers);
    }

    private Result encode(
            Message message, int qos, boolean retain, boolean dup, int packetId, PublishProperties plain) {
        @Nullable TopicName topic = message.topic();
        PublishProperties properties = plain;
        OutgoingAliases known = aliases;
        if (known != null) {
            int alias = known.known(topic);
            if (alias != 0) {
                topic = null;
            } else if (PublishEncoder.encodedLength(version, topic, message.payload().length, qos, plain)
                    <= maximumPacketBytes - OutgoingAliases.MOST_BYTES) {
                alias = known.assign(topic);
            }
            properties = alias == 0 ? plain : plain.withTopicAlias(alias);
        }
        int payloadBytes = message.payload().length;
        int bytes = PublishEncoder.encodedLength(version, topic, payloadBytes, qos, properties);
        if (bytes > maximumPacketBytes) {
            return Result.TOO_LARGE;
        }
        if (backlog == null && bytes <= Backlog.PIECE_BYTES) {
            PublishEncoder.encode(
                    link.buffer(bytes), version, topic, message.payload(), qos, retain, dup, packetId, properties);
        } else {
            int headBytes = bytes - payloadBytes;
            ByteBuf head = Unpooled.buffer(headBytes, headBytes);
            PublishEncoder.writeHead(head, version, topic, payloadBytes, qos, retain, dup, packetId, properties);
            enqueue(ByteBufUtil.getBytes(head), message.payload());
        }
        return published(qos, bytes);
    }

    private void enqueue(byte[] head, byte[] payload) {
        Backlog waiting = backlog;
        if (waiting == null) {
            waiting = new Backlog();
            backlog = waiting;
        }
        waiting.add(head, payload);
        drain();
    }

    /** Goes on with a large frame as far as the link takes it; call when the link has become writable. */
    public void drain() {
        Backlog waiting = backlog;
        if (waiting != null) {
            waiting.drainTo(link);
            if (waiting.isEmpty()) {
                backlog = null;
            }
        }
    }

    private Result published(int qos, int bytes) {
        counters.messagesSent[qos]++;
        sent(bytes);
        return Result.SENT;
    }

    /** The bytes the client's socket has taken so far. */
    public long takenBytes() {
        return sentBytes - pendingBytes();
    }

    private void sent(int bytes) {
        sentBytes += bytes;
        counters.packetsSent++;
        counters.bytesSent += bytes;
    }
}
