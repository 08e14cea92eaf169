package io.robustmq.broker.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.UserProperty;
import io.robustmq.broker.mqtt.codec.PublishEncoder;
import io.robustmq.broker.mqtt.codec.PublishFrame;
import io.robustmq.broker.mqtt.packet.PublishProperties;
import io.robustmq.broker.mqtt.topic.TopicName;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * PUBLISH to bytes: encoded for one receiver, length first as the link wants it, and copied from a frame for one of
 * many. With {@code -prof gc} it tells that neither allocates.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PublishEncoding {
    private static final TopicName TOPIC = TopicName.of("buildings/12/rooms/0/temperature");

    @Param({"V3_1_1", "V5"})
    private ProtocolVersion version = ProtocolVersion.V3_1_1;

    @Param({"64", "1024"})
    private int payloadBytes;

    @Param({"false", "true"})
    private boolean withProperties;

    private final ByteBuf out = Unpooled.directBuffer(1 << 16);
    private byte[] payload = {};
    private PublishProperties properties = PublishProperties.NONE;
    private PublishFrame frame = new PublishFrame(payload, -1);
    private int packetId;

    @Setup
    public void prepare() {
        payload = new byte[payloadBytes];
        if (withProperties) {
            List<UserProperty> user =
                    List.of(new UserProperty("device", "sensor-0042"), new UserProperty("unit", "celsius"));
            properties = new PublishProperties(1, 60, 0, null, null, user, PublishProperties.NO_IDENTIFIERS, null);
        }
        frame = PublishEncoder.frame(version, TOPIC, payload, 1, false, properties);
    }

    /** As for a receiver of its own. */
    @Benchmark
    public int encode() {
        int bytes = PublishEncoder.encodedLength(version, TOPIC, payloadBytes, 1, properties);
        ByteBuf to = room(bytes);
        PublishEncoder.encode(to, version, TOPIC, payload, 1, false, false, nextPacketId(), properties);
        return bytes;
    }

    /** As for one receiver of many. */
    @Benchmark
    public int copyFrame() {
        frame.writeTo(room(frame.length()), nextPacketId());
        return frame.length();
    }

    private ByteBuf room(int bytes) {
        return out.writableBytes() < bytes ? out.clear() : out;
    }

    private int nextPacketId() {
        packetId = (packetId & 0x7FFF) + 1;
        return packetId;
    }
}
