package io.robustmq.broker.server.faults;

import static io.robustmq.broker.server.conformance.client.CodedPacket.pubAck;
import static io.robustmq.broker.server.conformance.client.CodedPacket.pubComp;
import static io.robustmq.broker.server.conformance.client.CodedPacket.pubRec;
import static io.robustmq.broker.server.conformance.client.ConnectPacket.connect;
import static io.robustmq.broker.server.conformance.client.SubscribePacket.subscribe;

import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.server.conformance.client.RawClient;
import io.robustmq.broker.server.conformance.client.Received;
import io.robustmq.broker.server.conformance.client.SubscribePacket;
import io.robustmq.broker.server.faults.History.Lasts;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Subscribes to everything under a clean session, and comes to any broker with another one whenever it is thrown out. It never leaves by
 * itself, however silent its broker is: two of them with one client id see whether both are served.
 */
final class PassingClient implements AutoCloseable {
    private static final int SUBSCRIBED = 1;
    private static final long PAUSE_MILLIS = 200;

    private final String name;
    private final String clientId;
    private final List<InetSocketAddress> brokers;
    private final Random random;
    private final History history;
    private final Thread thread;
    private volatile @Nullable String session;
    private volatile @Nullable RawClient connection;
    private final AtomicInteger sessions = new AtomicInteger();
    private volatile boolean closing;

    private PassingClient(
            String name, String clientId, List<InetSocketAddress> brokers, long seed, History history) {
        this.name = name;
        this.clientId = clientId;
        this.brokers = brokers;
        this.random = new Random(seed);
        this.history = history;
        this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
    }

    /** Comes, and stays. */
    static PassingClient start(
            String name, String clientId, List<InetSocketAddress> brokers, long seed, History history) {
        PassingClient client = new PassingClient(name, clientId, brokers, seed, history);
        client.thread.start();
        return client;
    }

    /** The session it has at the moment, as the history knows it, or null. */
    @Nullable
    String session() {
        return session;
    }

    /** How many it has had. */
    int sessions() {
        return sessions.get();
    }

    private void run() {
        while (!closing) {
            InetSocketAddress broker = brokers.get(random.nextInt(brokers.size()));
            try (RawClient client = RawClient.tcp(broker, ProtocolVersion.V5)) {
                connection = client;
                visit(client);
            } catch (AssertionError | UncheckedIOException e) {
                // comes again
            }
            session = null;
            pause();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void visit(RawClient client) {
        client.send(connect(clientId));
        if (!client.readsConnAckOrEnd()) {
            return;
        }
        String begun = name + "#" + sessions.incrementAndGet();
        history.subscriber(begun, Lasts.CONNECTION);
        history.owner(clientId, begun, System.nanoTime());
        session = begun;
        client.send(subscribe(SUBSCRIBED)
                .filter(Traffic.LEAST_FILTER, 2 | SubscribePacket.RETAIN_NEVER)
                .filter(Traffic.ONCE_FILTER, 2 | SubscribePacket.RETAIN_NEVER));
        while (!closing) {
            Received packet = next(client);
            switch (packet) {
                case Received.Publish publish -> {
                    history.given(begun, publish.topic(), Integer.parseInt(publish.text()), System.nanoTime());
                    switch (publish.qos()) {
                        case 1 -> client.send(pubAck(publish.packetId(), 0));
                        case 2 -> client.send(pubRec(publish.packetId(), 0));
                        default -> {}
                    }
                }
                case Received.PubRel release -> client.send(pubComp(release.packetId(), 0));
                case Received.Disconnect _ -> {
                    return;
                }
                case null, default -> {} // nothing came, or nothing that matters
            }
        }
    }

    /** What comes next, or null if nothing came for a while. */
    private static @Nullable Received next(RawClient client) {
        try {
            return client.receive();
        } catch (AssertionError e) {
            if (e.getCause() instanceof SocketTimeoutException) {
                return null;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        closing = true;
        RawClient open = connection;
        if (open != null) {
            open.close();
        }
        thread.interrupt();
    }
}
