package io.robustmq.broker.server.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.broker.server.access.Access;
import io.robustmq.broker.server.config.BrokerConfig;
import io.robustmq.broker.server.config.Sources;
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

    @Test
    void aClientOfVersion5IsToldThatTheServerShutsDown() throws Exception {
        try (RawClient client = RawClient.connect5(address, "new")) {
            broker.stop();

            assertThat(client.read(3)).containsExactly(0xE0, 1, 0x8B);
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void anOlderClientJustSeesTheEnd() throws Exception {
        try (RawClient client = RawClient.connect311(address, "old")) {
            broker.stop();

            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void wellBehavedClientsMakeForAFastStop() throws Exception {
        try (RawClient client = RawClient.connect5(address, "fast")) {
            Thread leaving = Thread.ofVirtual().start(client::readToTheEndAndClose);
            long start = System.nanoTime();
            broker.stop();

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
            leaving.join();
        }
    }

    @Test
    void aClientThatIgnoresTheEndHoldsNothingUp() throws Exception {
        try (RawClient stubborn = RawClient.connect5(address, "stubborn")) {
            broker.stop();

            assertThat(broker.admission().connections()).isZero();
            assertThat(stubborn.read(3)).containsExactly(0xE0, 1, 0x8B);
        }
    }

    @Test
    void nobodyIsAcceptedAfterwards() {
        broker.stop();

        assertThatThrownBy(() -> new Socket(address.getAddress(), address.getPort()))
                .isInstanceOf(ConnectException.class);
    }

    @Test
    void storageThatHangsDoesNotHoldItUp() throws Exception {
        MeasuredStorage hanging = new MeasuredStorage(TroubledStorage.hanging(), "memory", StorageWatch.NONE);
        Broker held = Broker.start(config, Access.open(config), hanging, "test");
        try (RawClient client = RawClient.connect5(held.addresses().get("tcp"), "waiting")) {
            long start = System.nanoTime();
            held.stop();

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
            assertThat(client.read(3)).containsExactly(0xE0, 1, 0x8B);
        }
    }
}
