package io.robustmq.broker.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.robustmq.broker.core.access.AuthOutcome;
import io.robustmq.broker.core.access.Authenticator;
import io.robustmq.broker.core.access.Authorizer;
import io.robustmq.broker.core.access.Credentials;
import io.robustmq.broker.core.access.Identity;
import io.robustmq.broker.core.node.Node;
import io.robustmq.broker.core.node.NodePorts;
import io.robustmq.broker.core.port.ClientEvents;
import io.robustmq.broker.core.port.LaneEvents;
import io.robustmq.broker.core.port.LaneThread;
import io.robustmq.broker.core.port.LinkEvents;
import io.robustmq.broker.core.settings.ConnectionLimits;
import io.robustmq.broker.core.settings.DurableTopics;
import io.robustmq.broker.core.settings.MemoryLimits;
import io.robustmq.broker.core.settings.ProtocolSettings;
import io.robustmq.broker.core.settings.RetainedLimits;
import io.robustmq.broker.core.settings.SessionLimits;
import io.robustmq.broker.core.settings.Settings;
import io.robustmq.broker.core.settings.SharedSettings;
import io.robustmq.broker.storage.memory.MemoryStorageProvider;
import io.robustmq.broker.storage.spi.StorageSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
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

    private final ByteBuf batch = Unpooled.directBuffer();
    private @Nullable LinkEvents publisher;
    private long nanos = 1;

    /** Runs what is left for later at once. */
    private static final class SameThread implements LaneThread {
        @Override
        public void execute(Runnable task) {
            task.run();
        }

        @Override
        public void atEndOfTurn(Runnable task) {
            task.run();
        }
    }

    private static final class Everybody implements Authenticator {
        @Override
        public void authenticate(Credentials who, Consumer<AuthOutcome> answer) {
            Identity identity = new Identity(who.clientId(), null, who.peer().address(), false);
            answer.accept(new AuthOutcome.Accepted(identity, null));
        }

        @Override
        public @Nullable Exchange exchange(String method, Credentials credentials) {
            return null;
        }
    }

    @Setup
    public void connect() {
        Node node = new Node(
                settings(),
                new NodePorts(
                        new Everybody(),
                        Authorizer.ALLOW_ALL,
                        new MemoryStorageProvider().open(new StorageSettings(Path.of("."), 1, Map.of())),
                        ClientEvents.NONE,
                        List.of(new SameThread()),
                        () -> 0,
                        new Random(1)),
                "bench",
                nanos,
                0);
        LaneEvents lane = node.lane(0);
        for (int i = 0; i < subscribers; i++) {
            send(client(lane, "s" + i), bytes("\u0082\u0009\0\1\0\4a/b1\0"));
        }
        publisher = client(lane, "p");
        for (int i = 0; i < BATCH; i++) {
            int length = 6 + payloadBytes;
            batch.writeByte(0x30);
            if (length > 127) {
                batch.writeByte(length & 0x7F | 0x80).writeByte(length >> 7);
            } else {
                batch.writeByte(length);
            }
            batch.writeShort(4).writeBytes(bytes("a/b1")).writeZero(payloadBytes);
        }
    }

    private LinkEvents client(LaneEvents lane, String id) {
        LinkEvents client = lane.accept(new BenchLink(), nanos);
        int length = 12 + id.length();
        send(client, bytes("\u0010" + (char) length + "\0\4MQTT\4\2\0\0\0" + (char) id.length() + id));
        return client;
    }

    private void send(LinkEvents client, byte[] bytes) {
        client.onBytes(Unpooled.wrappedBuffer(bytes), nanos);
    }

    private static byte[] bytes(String latin) {
        return latin.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Settings settings() {
        ProtocolSettings protocol = new ProtocolSettings(
                1 << 20, 1024, 0, 0, 0, 2, true, true, true, 0, 0, 0, 128, 65_535, 1024, null, null);
        return new Settings(
                1,
                protocol,
                new ConnectionLimits(0, 0, 0, 10_000, 0, 0, 1 << 20),
                new SessionLimits(0, 1000, 1024, 1000, 1 << 20, true, true),
                new RetainedLimits(0, 0, 0, 256),
                new MemoryLimits(1 << 30, 1 << 26, 100),
                new SharedSettings(SharedSettings.Strategy.ROUND_ROBIN),
                DurableTopics.NONE,
                0);
    }

    /** One message of QoS 0 to all subscribers. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void publishQos0() {
        LinkEvents from = publisher;
        if (from != null) {
            batch.readerIndex(0);
            from.onBytes(batch, nanos++);
        }
    }
}
