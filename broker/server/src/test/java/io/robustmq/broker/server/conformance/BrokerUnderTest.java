package io.robustmq.broker.server.conformance;

import io.robustmq.broker.server.conformance.client.TcpWire;
import io.robustmq.broker.server.conformance.client.WebSocketWire;
import io.robustmq.broker.server.conformance.client.Wire;
import io.robustmq.broker.server.lifecycle.Broker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** The broker the tests talk to: one of ours in this process, or any other that {@code -Dconformance.target} names. */
final class BrokerUnderTest implements AutoCloseable {
    private final InetSocketAddress tcp;
    private final InetSocketAddress webSocket;
    private final @Nullable Broker ours;
    private final @Nullable StorageUnderTest storage;

    private BrokerUnderTest(
            InetSocketAddress tcp,
            InetSocketAddress webSocket,
            @Nullable Broker ours,
            @Nullable StorageUnderTest storage) {
        this.tcp = tcp;
        this.webSocket = webSocket;
        this.ours = ours;
        this.storage = storage;
    }

    static BrokerUnderTest start(BrokerSetup setup) {
        String other = System.getProperty("conformance.target");
        if (other != null) {
            Assumptions.assumeTrue(setup.anyBrokerWillDo(), "needs a broker of ours with special settings");
            return new BrokerUnderTest(
                    address(other), address(System.getProperty("conformance.websocket", other)), null, null);
        }
        StorageUnderTest storage = StorageUnderTest.make();
        Broker ours = setup.start(storage);
        return new BrokerUnderTest(ours.addresses().get("tcp"), ours.addresses().get("ws"), ours, storage);
    }

    private static InetSocketAddress address(String hostAndPort) {
        int colon = hostAndPort.lastIndexOf(':');
        return new InetSocketAddress(
                hostAndPort.substring(0, colon), Integer.parseInt(hostAndPort.substring(colon + 1)));
    }

    Wire tcp() {
        return TcpWire.open(tcp);
    }

    WebSocketWire webSocket(String subprotocols) throws IOException {
        return WebSocketWire.open(webSocket, subprotocols);
    }

    /** The broker itself, to look at its counters; there only if it is one of ours. */
    Broker ours() {
        return Objects.requireNonNull(ours, "not a broker of ours");
    }

    @Override
    public void close() {
        if (ours != null) {
            ours.stop();
        }
        if (storage != null) {
            storage.close();
        }
    }
}
