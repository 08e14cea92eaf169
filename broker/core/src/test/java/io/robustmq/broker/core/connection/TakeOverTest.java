package io.robustmq.broker.core.connection;

import static io.robustmq.broker.core.world.Connecting.cleanly;
import static io.robustmq.broker.core.world.Connecting.resuming;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.world.Client;
import io.robustmq.broker.core.world.Setup;
import io.robustmq.broker.core.world.World;
import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.packet.Publish;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Two connections with one client id: the later one gets the session. */
class TakeOverTest {
    private final World world = new Setup().start();
    private final Client first = world.client("id");
    private final Client second = world.client("id");

    @Test
    void theFirstIsToldAndClosed() { // [MQTT-3.1.4-3]
        first.connected();
        second.connected();
        assertThat(first.dismissal()).isEqualTo(ReasonCode.SESSION_TAKEN_OVER);
        second.pingIsAnswered();
        assertThat(world.count(c -> c.connections)).isOne();
        assertThat(world.count(c -> c.takeOvers)).isOne();
    }

    @Test
    void beforeVersion5ItIsJustClosed() { // [MQTT3-3.1.4-2]
        first.speaks(ProtocolVersion.V3_1_1).connected();
        second.speaks(ProtocolVersion.V3_1_1).connected();
        assertThat(first.isClosed()).isTrue();
        assertThat(first.takeAll()).isEmpty();
    }

    @Test
    void theSecondGoesOnWithTheSession() {
        first.connected(resuming().expiry(60)).subscribe("t", 1);
        world.client("publisher").connected().publish("t", "1", 1);
        assertThat(second.connect(resuming().expiry(60)).sessionPresent()).isTrue();
        assertThat(second.take(Publish.class).dup()).isTrue();
        assertThat(world.count(c -> c.sessions)).isEqualTo(2);
    }

    @Test
    void aSessionWithoutExpiryEndsWithTheFirstConnection() {
        first.connected(resuming()).subscribe("t", 1);
        assertThat(second.connect(resuming()).sessionPresent()).isFalse();
        assertThat(world.count(c -> c.subscriptions)).isZero();
    }

    @Test
    void aCleanStartTakesOverAndForgets() {
        first.connected(resuming().expiry(60)).subscribe("t", 1);
        assertThat(second.connect(cleanly()).sessionPresent()).isFalse();
        assertThat(first.dismissal()).isEqualTo(ReasonCode.SESSION_TAKEN_OVER);
        assertThat(world.count(c -> c.subscriptions)).isZero();
    }

    @Test
    void theEndOfTheFirstSocketDoesNotHurtTheSecond() {
        first.connected(resuming().expiry(60));
        second.connected(resuming().expiry(60));
        first.drop();
        world.run();
        second.pingIsAnswered();
        assertThat(world.count(c -> c.connections)).isOne();
    }

    @Test
    void theFirstMayBeInTheMiddleOfALargeMessage() {
        first.connected(resuming().expiry(60)).subscribe("t", 1);
        first.stopsReading();
        Client publisher = world.client("publisher").connected();
        publisher.publish("t", "x".repeat(1_000_000), 1);
        publisher.publish("t", "small", 1);
        second.acknowledging().connected(resuming().expiry(60));
        assertThat(second.takeMessages()).extracting(p -> p.payload().length).containsExactly(1_000_000, 5);
        first.readsOn();
        assertThat(first.isClosed()).isTrue();
    }

    /** Whatever the order in which lanes run: one is left, all others were told. */
    @RepeatedTest(50)
    void ofManyAtOnceOneIsLeft(RepetitionInfo repetition) {
        World busy =
                new Setup().seed(repetition.getCurrentRepetition()).splitReads().start();
        Client[] all = new Client[6];
        for (int i = 0; i < all.length; i++) {
            all[i] = busy.client("id");
            all[i].begin(resuming().expiry(60));
        }
        busy.run();
        int left = 0;
        for (Client client : all) {
            if (client.isClosed()) {
                assertThat(client.dismissal()).isEqualTo(ReasonCode.SESSION_TAKEN_OVER);
            } else {
                left++;
                client.pingIsAnswered();
            }
        }
        assertThat(left).isOne();
        assertThat(busy.count(c -> c.connections)).isOne();
        assertThat(busy.count(c -> c.sessions)).isOne();
    }
}
