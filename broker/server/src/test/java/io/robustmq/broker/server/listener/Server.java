package io.robustmq.broker.server.listener;

import io.robustmq.broker.core.settings.ConnectionLimits;
import io.robustmq.broker.server.tls.TlsSettings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.BiConsumer;
import java.util.function.ToIntBiFunction;
import org.jspecify.annotations.Nullable;

/** All four listeners on free ports, before a fake core; what a test does not care about has a plain value. */
final class Server implements AutoCloseable {
    static final int HIGH_WATER = 64 * 1024;
    static final int LARGEST_FRAME = 1024 * 1024;

    final FakeCore core;
    final LaneThreads threads;
    final Listeners listeners;

    private Server(Setup setup) {
        core = new FakeCore(setup.onFrame, setup.home);
        threads = LaneThreads.start(setup.lanes, setup.nativeTransport);
        OptionalInt tlsPort = setup.tls == null ? OptionalInt.empty() : OptionalInt.of(0);
        NetworkSettings network = new NetworkSettings(
                "127.0.0.1",
                OptionalInt.of(setup.port),
                tlsPort,
                OptionalInt.of(0),
                tlsPort,
                setup.lanes,
                setup.nativeTransport,
                1024,
                0,
                setup.sendBufferBytes,
                HIGH_WATER,
                HIGH_WATER / 2,
                setup.proxyProtocol,
                "/mqtt",
                LARGEST_FRAME,
                2_000);
        try {
            threads.startLanes(core);
            listeners = Listeners.start(threads, network, setup.tls, setup.limits());
        } catch (RuntimeException e) {
            threads.close();
            throw e;
        }
    }

    static Setup of(BiConsumer<FakeConnection, byte[]> onFrame) {
        return new Setup(onFrame);
    }

    InetSocketAddress address(String listener) {
        return Objects.requireNonNull(listeners.addresses().get(listener), listener);
    }

    RawSocket connect() throws IOException {
        return connect("tcp");
    }

    RawSocket connect(String listener) throws IOException {
        return RawSocket.connect(address(listener));
    }

    @Override
    public void close() {
        listeners.stop();
        threads.close();
    }

    static final class Setup {
        private final BiConsumer<FakeConnection, byte[]> onFrame;
        private ToIntBiFunction<Integer, byte[]> home = (lane, first) -> lane;
        private int lanes = 2;
        private int port;
        private boolean nativeTransport = true;
        private boolean proxyProtocol;
        private int sendBufferBytes;
        private int maximum;
        private int maximumPerAddress;
        private int ratePerSecond;
        private long connectTimeoutMillis = 10_000;
        private @Nullable TlsSettings tls;

        private Setup(BiConsumer<FakeConnection, byte[]> onFrame) {
            this.onFrame = onFrame;
        }

        Setup lanes(int count) {
            lanes = count;
            return this;
        }

        /** @param choice of a link's first lane, from the accepting lane and the first bytes */
        Setup home(ToIntBiFunction<Integer, byte[]> choice) {
            home = choice;
            return this;
        }

        Setup port(int number) {
            port = number;
            return this;
        }

        Setup nativeTransport(boolean wanted) {
            nativeTransport = wanted;
            return this;
        }

        Setup proxyProtocol() {
            proxyProtocol = true;
            return this;
        }

        Setup sendBufferBytes(int bytes) {
            sendBufferBytes = bytes;
            return this;
        }

        Setup limits(int total, int perAddress, int perSecond) {
            maximum = total;
            maximumPerAddress = perAddress;
            ratePerSecond = perSecond;
            return this;
        }

        Setup connectTimeoutMillis(long millis) {
            connectTimeoutMillis = millis;
            return this;
        }

        Setup tls(TlsSettings settings) {
            tls = settings;
            return this;
        }

        private ConnectionLimits limits() {
            return new ConnectionLimits(
                    maximum, maximumPerAddress, ratePerSecond, connectTimeoutMillis, 0, 0, 1024 * 1024);
        }

        Server start() {
            return new Server(this);
        }
    }
}
