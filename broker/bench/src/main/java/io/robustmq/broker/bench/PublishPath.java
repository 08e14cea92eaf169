package io.robustmq.broker.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.robustmq.broker.core.port.LinkEvents;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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

/**
 * The whole way of a message through the core on one lane, without sockets: bytes in, decoded, routed, encoded for each
 * subscriber. With {@code -prof gc} it tells what a message allocates.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class PublishPath {
    private static final int BATCH = 100;

    @Param({"1", "500"})
    private int subscribers;

    @Param({"64", "1024"})
    private int payloadBytes;

    private final BenchNode node = new BenchNode();
    private final ByteBuf batch = Unpooled.directBuffer();
    private @Nullable LinkEvents publisher;
    private long nanos = BenchNode.NANOS;

    @Setup
    public void connect() {
        for (int i = 0; i < subscribers; i++) {
            LinkEvents subscriber = node.connect("s" + i, true, new BenchLink());
            node.send(subscriber, BenchNode.bytes("\u0082\u0009\0\1\0\4a/b1\0"), nanos);
        }
        publisher = node.connect("p", true, new BenchLink());
        for (int i = 0; i < BATCH; i++) {
            int length = 6 + payloadBytes;
            batch.writeByte(0x30);
            if (length > 127) {
                batch.writeByte(length & 0x7F | 0x80).writeByte(length >> 7);
            } else {
                batch.writeByte(length);
            }
            batch.writeShort(4).writeBytes(BenchNode.bytes("a/b1")).writeZero(payloadBytes);
        }
    }

    /** One message of QoS 0 to all subscribers. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void publishQos0() {
        LinkEvents from = publisher;
        if (from != null) {
            batch.readerIndex(0);
            node.send(from, batch, nanos++);
        }
    }
}
