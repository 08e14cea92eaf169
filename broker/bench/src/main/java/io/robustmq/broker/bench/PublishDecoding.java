package io.robustmq.broker.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.UserProperty;
import io.robustmq.broker.mqtt.codec.PacketDecoder;
import io.robustmq.broker.mqtt.codec.PublishEncoder;
import io.robustmq.broker.mqtt.packet.PublishProperties;
import io.robustmq.broker.mqtt.topic.TopicName;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Bytes to PUBLISH, a hundred packets in one direct buffer as a socket fills it. With {@code -prof gc} it tells what a
 * message allocates: its payload, one record, and its topic unless the one before had the same.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PublishDecoding {
    private static final int BATCH = 100;

    /** What tells the messages of a batch from the plain ones. */
    public enum Kind {
        V3_QOS0,
        V5_QOS0,
        V5_QOS1,
        V5_USER_PROPERTIES,
        V3_TOPICS_IN_TURN
    }

    @Param
    private Kind kind = Kind.V3_QOS0;

    @Param({"64", "1024"})
    private int payloadBytes;

    private final ByteBuf batch = Unpooled.directBuffer();
    private final PacketDecoder decoder = new PacketDecoder(1 << 20);

    @Setup
    public void connectAndFill() {
        boolean v3 = kind == Kind.V3_QOS0 || kind == Kind.V3_TOPICS_IN_TURN;
        ProtocolVersion version = v3 ? ProtocolVersion.V3_1_1 : ProtocolVersion.V5;
        byte[] connect = v3
                ? new byte[] {0x10, 13, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 0, 0, 1, 'p'}
                : new byte[] {0x10, 14, 0, 4, 'M', 'Q', 'T', 'T', 5, 2, 0, 0, 0, 0, 1, 'p'};
        decoder.decode(Unpooled.wrappedBuffer(connect));
        PublishProperties properties = kind == Kind.V5_USER_PROPERTIES ? userProperties() : PublishProperties.NONE;
        int qos = kind == Kind.V5_QOS1 ? 1 : 0;
        byte[] payload = new byte[payloadBytes];
        for (int i = 0; i < BATCH; i++) {
            int room = kind == Kind.V3_TOPICS_IN_TURN ? i : 0;
            TopicName topic = TopicName.of("buildings/12/rooms/" + room + "/temperature");
            PublishEncoder.encode(batch, version, topic, payload, qos, false, false, 1 + i, properties);
        }
    }

    private static PublishProperties userProperties() {
        return new PublishProperties(
                1,
                60,
                0,
                null,
                null,
                List.of(new UserProperty("device", "sensor-0042"), new UserProperty("unit", "celsius")),
                PublishProperties.NO_IDENTIFIERS,
                null);
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void decode(Blackhole sink) {
        batch.readerIndex(0);
        for (int i = 0; i < BATCH; i++) {
            sink.consume(decoder.decode(batch));
        }
    }
}
