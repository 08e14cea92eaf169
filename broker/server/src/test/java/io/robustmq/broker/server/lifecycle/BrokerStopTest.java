package io.robustmq.broker.server.lifecycle;

import static io.robustmq.broker.mqtt.ProtocolVersion.V3_1_1;
import static io.robustmq.broker.mqtt.ProtocolVersion.V5;
import static io.robustmq.broker.server.conformance.client.ConnectPacket.connect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.server.access.Access;
import io.robustmq.broker.server.config.BrokerConfig;
import io.robustmq.broker.server.config.Sources;
import io.robustmq.broker.server.conformance.client.RawClient;
import io.robustmq.broker.server.storage.MeasuredStorage;
import io.robustmq.broker.server.storage.StorageWatch;
import io.robustmq.broker.server.storage.TroubledStorage;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What clients see of a stop. */
@Timeout(30)
class BrokerStopTest {
    private static final int SHUTTING_DOWN = 0x8B;

    private final BrokerConfig config = Sources.environment(
                    "ROBUSTMQ_STORAGE_TYPE", "memory",
                    "ROBUSTMQ_NETWORK_TCP_PORT", "0",
                    "ROBUSTMQ_NETWORK_WEBSOCKET_PORT", "",
                    "ROBUSTMQ_NETWORK_EVENT_LOOPS", "2",
                    "ROBUSTMQ_NETWORK_CLOSE_TIMEOUT", "1m",
                    "ROBUSTMQ_LIFECYCLE_STOP_TIMEOUT", "500ms")
            .load();
    private final Broker broker = Broker.start(config, "test");
    private final InetSocketAddress address = broker.addresses().get("tcp");

    @AfterEach
    void stop() {
        if (!broker.isStopping()) {
            broker.stop();
        }
    }

    private static RawClient connected(InetSocketAddress server, ProtocolVersion version, String clientId) {
        RawClient client = RawClient.tcp(server, version);
        client.connect(connect(clientId));
        return client;
    }

    @Test
    void aClientOfVersion5IsToldThatTheServerShutsDown() {
        try (RawClient client = connected(address, V5, "new")) {
            broker.stop();

            client.expectDisconnect(SHUTTING_DOWN);
        }
    }

    @Test
    void anOlderClientJustSeesTheEnd() {
        try (RawClient client = connected(address, V3_1_1, "old")) {
            broker.stop();

            client.expectClosed();
        }
    }

    @Test
    void wellBehavedClientsMakeForAFastStop() throws Exception {
        try (RawClient client = connected(address, V5, "fast")) {
            Thread leaving = Thread.ofVirtual().start(() -> {
                client.readToEnd();
                client.close();
            });
            long start = System.nanoTime();
            broker.stop();

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
            leaving.join();
        }
    }

    @Test
    void aClientThatIgnoresTheEndHoldsNothingUp() {
        try (RawClient stubborn = connected(address, V5, "stubborn")) {
            broker.stop();

            assertThat(broker.admission().connections()).isZero();
            stubborn.expectDisconnect(SHUTTING_DOWN);
        }
    }

    @Test
    void nobodyIsAcceptedAfterwards() {
        broker.stop();

        assertThatThrownBy(() -> new Socket(address.getAddress(), address.getPort()))
                .isInstanceOf(ConnectException.class);
    }

    @Test
    void storageThatHangsDoesNotHoldItUp() {
        MeasuredStorage hanging = new MeasuredStorage(TroubledStorage.hanging(), "memory", StorageWatch.NONE);
        Broker held = Broker.start(config, Access.open(config), hanging, "test");
        try (RawClient client = connected(held.addresses().get("tcp"), V5, "waiting")) {
            long start = System.nanoTime();
            held.stop();

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
            client.expectDisconnect(SHUTTING_DOWN);
        }
    }
}
