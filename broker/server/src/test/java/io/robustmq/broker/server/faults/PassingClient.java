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
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Subscribes under a clean session, and comes to any broker with another one whenever it is thrown out. It never leaves by
 * itself, however silent its broker is: two of them with one client id see whether both are served.
 */
final class PassingClient implements AutoCloseable {
    private static final int SUBSCRIBED = 1;
    private static final long PAUSE_MILLIS = 200;

    private final String name;
    private final String clientId;
    private final List<String> filters;
    private final ObjLongConsumer<String> onSession;
    private final List<InetSocketAddress> brokers;
    private final Random random;
    private final History history;
    private final Thread thread;
    private volatile @Nullable String session;
    private volatile @Nullable RawClient connection;
    private final AtomicInteger sessions = new AtomicInteger();
    private volatile boolean closing;

    /** @param onSession is told each session, by the name the history is to have for it, and when it asked to be let in */
    private PassingClient(
            String name,
            String clientId,
            List<String> filters,
            List<InetSocketAddress> brokers,
            long seed,
            History history,
            ObjLongConsumer<String> onSession) {
        this.name = name;
        this.clientId = clientId;
        this.filters = filters;
        this.onSession = onSession;
        this.brokers = brokers;
        this.random = new Random(seed);
        this.history = history;
        this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
    }

    /** Comes, and stays. */
    static PassingClient subscriber(
            String name,
            String clientId,
            List<String> filters,
            List<InetSocketAddress> brokers,
            long seed,
            History history) {
        return start(new PassingClient(name, clientId, filters, brokers, seed, history, (session, asked) -> {
            history.subscriber(session, Lasts.CONNECTION);
            history.owner(clientId, session, asked, System.nanoTime());
        }));
    }

    /** The same, as a member of a shared subscription. */
    static PassingClient member(
            String name, String filter, List<InetSocketAddress> brokers, long seed, History history) {
        return start(new PassingClient(
                name, name, List.of(filter), brokers, seed, history, (session, asked) -> history.member(session)));
    }

    private static PassingClient start(PassingClient client) {
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
        long asked = System.nanoTime();
        client.send(connect(clientId));
        if (!client.readsConnAckOrEnd()) {
            return;
        }
        String begun = name + "#" + sessions.incrementAndGet();
        onSession.accept(begun, asked);
        session = begun;
        SubscribePacket packet = subscribe(SUBSCRIBED);
        filters.forEach(filter -> packet.filter(filter, 2 | SubscribePacket.RETAIN_NEVER));
        client.send(packet);
        while (!closing) {
            switch (next(client)) {
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
