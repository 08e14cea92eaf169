package io.robustmq.broker.core.session;

import static io.robustmq.broker.core.world.Connecting.resuming;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.stats.Drop;
import io.robustmq.broker.core.world.Client;
import io.robustmq.broker.core.world.Publishing;
import io.robustmq.broker.core.world.Setup;
import io.robustmq.broker.core.world.World;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.packet.PubAck;
import io.robustmq.broker.mqtt.packet.Publish;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How long a message is worth sending, and what the receiver is told of it. */
class MessageExpiryTest {
    private final World world = new Setup().start();
    private final Client publisher = world.client("publisher").connected();
    private final Client client = world.client("client");

    private void awayWith(int qos) {
        client.connected(resuming().expiry(3_600)).subscribe("t", qos);
        client.disconnect();
    }

    private List<Publish> back() {
        return client.acknowledging().connected(resuming().expiry(3_600)).takeMessages();
    }

    @Test
    void theReceiverIsToldWhatIsLeft() { // [MQTT-3.3.2-6]
        awayWith(1);
        publisher.publish(Publishing.of("t", "x").qos(1).expiry(60));
        world.passes(Duration.ofSeconds(20));
        assertThat(back().get(0).properties().messageExpiryIntervalSeconds()).isEqualTo(40);
    }

    @Test
    void aMessageSentOnAtOnceKeepsItsExpiry() { // [MQTT-3.3.2-6]
        Client one = world.client("one").connected();
        Client two = world.client("two").connected();
        one.subscribe("t", 1);
        two.subscribe("t", 0);
        for (long seconds : new long[] {0, 1, 60, 0xFFFF_FFFFL}) {
            publisher.publish(Publishing.of("t", "x").qos(1).expiry(seconds));
            assertThat(one.take(Publish.class).properties().messageExpiryIntervalSeconds())
                    .isEqualTo(seconds);
            assertThat(two.take(Publish.class).properties().messageExpiryIntervalSeconds())
                    .isEqualTo(seconds);
        }
        publisher.publish("t", "for ever", 1);
        assertThat(one.take(Publish.class).properties().hasMessageExpiry()).isFalse();
    }

    @Test
    void anExpiredMessageIsNotSent() { // [MQTT-3.3.2-5]
        awayWith(1);
        publisher.publish(Publishing.of("t", "short").qos(1).expiry(5));
        publisher.publish(Publishing.of("t", "long").qos(1).expiry(50));
        publisher.publish("t", "for ever", 1);
        world.passes(Duration.ofSeconds(6));
        assertThat(back()).extracting(Client::text).containsExactly("long", "for ever");
        assertThat(world.dropped(Drop.EXPIRED)).isOne();
        assertThat(world.count(c -> c.queuedMessages)).isZero();
    }

    @Test
    void itExpiresInTheQueueOfAConnectedClientToo() { // [MQTT-3.3.2-5]
        client.connected(resuming().expiry(60).receiveMaximum(1)).subscribe("t", 1);
        publisher.publish("t", "first", 1);
        publisher.publish(Publishing.of("t", "short").qos(1).expiry(5));
        publisher.publish("t", "last", 1);
        world.passes(Duration.ofSeconds(6));
        int id = client.take(Publish.class).packetId();
        client.send(new PubAck(id, ReasonCode.SUCCESS));
        assertThat(client.takePayloads()).containsExactly("last");
    }

    @Test
    void whatWasSentOnceIsSentAgainThoughItHasExpired() {
        client.connected(resuming().expiry(60)).subscribe("t", 2);
        publisher.publish(Publishing.of("t", "x").qos(2).expiry(5));
        client.drop();
        world.passes(Duration.ofSeconds(10));
        Publish again = back().get(0);
        assertThat(again.dup()).isTrue();
        assertThat(world.count(c -> c.inflight)).isZero();
    }

    @Test
    void theServersMaximumLimitsHowLongAMessageWaits() {
        World strict = new Setup().maximumMessageExpirySeconds(10).start();
        Client reader = strict.client("reader").connected(resuming().expiry(60));
        reader.subscribe("t", 1);
        reader.disconnect();
        Client from = strict.client("from").connected();
        from.publish(Publishing.of("t", "asks for more").qos(1).expiry(50));
        from.publish("t", "asks for nothing", 1);
        strict.passes(Duration.ofSeconds(11));
        assertThat(reader.connected(resuming()).takePayloads()).isEmpty();
        assertThat(strict.dropped(Drop.EXPIRED)).isEqualTo(2);
    }

    @Test
    void aRetainedMessageExpiresAndIsSweptAway() { // [MQTT-3.3.2-5]
        publisher.publish(Publishing.of("r/short", "x").retained().expiry(5));
        publisher.publish(Publishing.of("r/long", "x").retained().expiry(60));
        client.connected().subscribe("r/#", 0);
        assertThat(client.takeMessages()).hasSize(2);
        world.passes(Duration.ofSeconds(6));
        assertThat(world.node().retained().size()).isOne();
        client.subscribe("r/#", 0);
        assertThat(client.take(Publish.class).properties().messageExpiryIntervalSeconds())
                .isEqualTo(54);
        assertThat(client.takeMessages()).isEmpty();
    }

    @Test
    void aRetainedMessageThatHasExpiredIsNotSentEvenIfItIsNotSweptAwayYet() { // [MQTT-3.3.2-5]
        int more = 2_000; // than one sweep looks at, and the expired one after them
        for (int i = 0; i < more; i++) {
            publisher.write(Publishing.of("r/" + i, "x").retained().packet());
        }
        publisher.publish(Publishing.of("s", "short").retained().expiry(5));
        world.jumps(Duration.ofSeconds(5));
        assertThat(world.node().retained().size()).isEqualTo(more + 1);
        client.connected().subscribe("s", 0);
        assertThat(client.takeMessages()).isEmpty();
    }
}
