package io.robustmq.broker.server.conformance;

import io.robustmq.broker.core.node.Node;
import io.robustmq.broker.core.port.ClientEvents;
import io.robustmq.broker.core.settings.Settings;
import io.robustmq.broker.server.conformance.client.TcpWire;
import io.robustmq.broker.server.conformance.client.WebSocketWire;
import io.robustmq.broker.server.conformance.client.Wire;
import io.robustmq.broker.server.listener.LaneThreads;
import io.robustmq.broker.server.listener.Listeners;
import io.robustmq.broker.server.listener.NetworkSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;

/** The broker the tests talk to: one of ours in this process, or any other that {@code -Dconformance.target} names. */
final class BrokerUnderTest implements AutoCloseable {
    private static final int LANES = 2;

    private final InetSocketAddress tcp;
    private final InetSocketAddress webSocket;
    private final Runnable stop;

    private BrokerUnderTest(InetSocketAddress tcp, InetSocketAddress webSocket, Runnable stop) {
        this.tcp = tcp;
        this.webSocket = webSocket;
        this.stop = stop;
    }

    static BrokerUnderTest start(BrokerSetup setup) {
        String other = System.getProperty("conformance.target");
        if (other == null) {
            return ours(setup);
        }
        Assumptions.assumeTrue(setup.anyBrokerWillDo(), "needs a broker of ours with special settings");
        return new BrokerUnderTest(
                address(other), address(System.getProperty("conformance.websocket", other)), () -> {});
    }

    private static InetSocketAddress address(String hostAndPort) {
        int colon = hostAndPort.lastIndexOf(':');
        return new InetSocketAddress(
                hostAndPort.substring(0, colon), Integer.parseInt(hostAndPort.substring(colon + 1)));
    }

    private static BrokerUnderTest ours(BrokerSetup setup) {
        Settings settings = setup.settings();
        LaneThreads threads = LaneThreads.start(LANES, true);
        Node node = new Node(
                settings,
                setup.authenticator(),
                setup.authorizer(),
                ClientEvents.NONE,
                threads.threads(),
                () -> 0,
                "test",
                new Random(),
                System.nanoTime(),
                System.currentTimeMillis());
        Listeners listeners = Listeners.start(threads, network(), null, settings.connections(), node::lane);
        return new BrokerUnderTest(
                listeners.addresses().get("tcp"), listeners.addresses().get("ws"), () -> {
                    listeners.stop();
                    threads.close();
                });
    }

    private static NetworkSettings network() {
        OptionalInt free = OptionalInt.of(0);
        OptionalInt closed = OptionalInt.empty();
        int highWater = 64 * 1024;
        return new NetworkSettings(
                "127.0.0.1",
                free,
                closed,
                free,
                closed,
                LANES,
                true,
                1_024,
                0,
                0,
                highWater,
                highWater / 2,
                false,
                "/mqtt",
                65_536,
                1_000);
    }

    Wire tcp() {
        return TcpWire.open(tcp);
    }

    WebSocketWire webSocket(String subprotocols) throws IOException {
        return WebSocketWire.open(webSocket, subprotocols);
    }

    @Override
    public void close() {
        stop.run();
    }
}
