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
import io.robustmq.broker.core.port.LaneThread;
import io.robustmq.broker.core.port.Link;
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
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A node of one lane on the caller's thread, with its storage in memory, that lets everybody in. */
final class BenchNode {
    /** The time its clients connect at. */
    static final long NANOS = 1;

    /** When a stored session expires. */
    private static final long NEVER_SECONDS = 4_294_967_295L;

    /** What is left for later in a turn, which {@link #send} makes. */
    private final Queue<Runnable> later = new ArrayDeque<>();

    private final Node node = new Node(
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
            NANOS,
            0);

    private final class SameThread implements LaneThread {
        @Override
        public void execute(Runnable task) {
            later.add(task);
        }

        @Override
        public void atEndOfTurn(Runnable task) {
            later.add(task);
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

    /**
     * A client that speaks MQTT 3.1.1 connects.
     *
     * @param id up to 115 characters of ASCII
     * @param clean whether its session ends with the connection; else it is stored
     */
    LinkEvents connect(String id, boolean clean, Link link) {
        LinkEvents client = node.lane(0).accept(link, NANOS);
        int length = 12 + id.length();
        String flags = clean ? "\2" : "\0";
        send(
                client,
                bytes("\u0010" + (char) length + "\0\4MQTT\4" + flags + "\0\0\0" + (char) id.length() + id),
                NANOS);
        return client;
    }

    /** A turn of the lane: bytes come from a client. */
    void send(LinkEvents client, ByteBuf bytes, long nanos) {
        client.onBytes(bytes, nanos);
        for (Runnable task = later.poll(); task != null; task = later.poll()) {
            task.run();
        }
    }

    /** One byte a character. */
    static ByteBuf bytes(String latin) {
        return Unpooled.wrappedBuffer(latin.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static Settings settings() {
        ProtocolSettings protocol = new ProtocolSettings(
                1 << 20, 1024, 0, 0, 0, 2, true, true, true, NEVER_SECONDS, 0, 0, 128, 65_535, 1024, null, null);
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
}
