package io.robustmq.broker.core.connection;

import static io.robustmq.broker.core.world.Connecting.cleanly;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.stats.Drop;
import io.robustmq.broker.core.world.Client;
import io.robustmq.broker.core.world.Publishing;
import io.robustmq.broker.core.world.Setup;
import io.robustmq.broker.core.world.World;
import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.packet.ConnAck;
import io.robustmq.broker.mqtt.packet.Disconnect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The largest packet, of either side; the client checks each packet it gets. */
class PacketSizeTest {
    private final World world = new Setup().maximumPacketBytes(1_000).start();
    private final Client client = world.client("client");

    @Test
    void theServersMaximumIsTold() {
        ConnAck answer = client.connect(cleanly());
        assertThat(answer.properties().maximumPacketSize()).isEqualTo(1_000);
    }

    @Test
    void aLargerPacketEndsTheConnectionBeforeItHasCome() { // [MQTT-3.2.2-15] [MQTT-4.13.2-1]
        client.connected();
        client.write(new byte[] {0x30, (byte) 0xE6, 0x07}); // 1,001 bytes in all
        world.run();
        assertThat(client.dismissal()).isEqualTo(ReasonCode.PACKET_TOO_LARGE);
    }

    @Test
    void beforeVersion5ItIsJustClosed() {
        client.speaks(ProtocolVersion.V3_1_1).connected();
        client.publish("t", "x".repeat(994), 0);
        client.pingIsAnswered();
        client.publish("t", "x".repeat(1_000), 0);
        assertThat(client.isClosed()).isTrue();
        assertThat(client.takeAll()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aMessageLargerThanAClientTakesIsLeftOut(int qos) { // [MQTT-3.1.2-24] [MQTT-3.1.2-25]
        Client small = world.client("small").connected(cleanly().maximumPacketSize(100));
        Client large = world.client("large").connected();
        small.subscribe("t", 2);
        large.subscribe("t", 2);
        client.connected();
        client.publish("t", "x".repeat(200), qos);
        client.publish("t", "ok", qos);
        assertThat(small.takePayloads()).containsExactly("ok");
        assertThat(large.takePayloads()).hasSize(2);
        assertThat(world.dropped(Drop.TOO_LARGE)).isOne();
        assertThat(small.inFlight()).isEqualTo(qos == 0 ? 0 : 1);
    }

    @Test
    void aPacketIdIsNotLostWithAMessageThatIsLeftOut() {
        Client small = world.client("small").acknowledging();
        small.connected(cleanly().maximumPacketSize(100).receiveMaximum(1)).subscribe("t", 1);
        client.connected();
        for (int i = 0; i < 10; i++) {
            client.publish("t", "x".repeat(200), 1);
            client.publish("t", "" + i, 1);
        }
        assertThat(small.takePayloads()).hasSize(10);
        assertThat(world.count(c -> c.inflight)).isZero();
    }

    @Test
    void reasonsAreLeftOutWhenThePacketWouldBeTooLarge() { // [MQTT-3.14.2-3] [MQTT-3.2.2-19]
        client.connected(cleanly().maximumPacketSize(20));
        client.publish(Publishing.toAlias(3, "x"));
        Disconnect why = client.take(Disconnect.class);
        assertThat(why.reason()).isEqualTo(ReasonCode.PROTOCOL_ERROR);
        assertThat(why.reasonString()).isNull();
    }

    @Test
    void aClientThatCannotEvenTakeItsConnAckIsTurnedAway() { // [MQTT-3.1.2-24]
        assertThat(client.connect(cleanly().maximumPacketSize(12)).reason()).isEqualTo(ReasonCode.PACKET_TOO_LARGE);
        assertThat(client.isClosed()).isTrue();
        assertThat(world.gauges()).isEqualTo(World.ALL_GAUGES_ZERO);
    }

    @Test
    void disconnectSaysWhyEvenToAClientThatWantsNoProblemInformation() { // [MQTT-3.1.2-29]
        client.connected(cleanly().withoutProblemInformation());
        client.publish(Publishing.toAlias(3, "x"));
        assertThat(client.take(Disconnect.class).reasonString()).isNotNull();
    }
}
