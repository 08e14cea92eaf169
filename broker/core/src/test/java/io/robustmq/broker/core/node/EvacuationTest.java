package io.robustmq.broker.core.node;

import static io.robustmq.broker.core.world.Connecting.resuming;
import static io.robustmq.broker.core.world.Connecting.will;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.lane.Evacuation;
import io.robustmq.broker.core.world.Client;
import io.robustmq.broker.core.world.Connecting;
import io.robustmq.broker.core.world.Setup;
import io.robustmq.broker.core.world.World;
import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.packet.ConnAck;
import io.robustmq.broker.mqtt.packet.Disconnect;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A node's clients are sent to other servers (MQTT 5.0 §4.11). */
class EvacuationTest {
    private static final String OTHERS = "one.example:1883 two.example:1883";

    private final World world = new Setup().lanes(2).start();

    private void evacuate(int perSecond) {
        world.node().evacuation().begin(new Evacuation.Order(perSecond, OTHERS));
    }

    @Test
    void clientsAreToldWhereToGo() { // [MQTT-4.11.0] reason code 0x9C
        Client client = world.client("client").connected();
        evacuate(10);
        world.passes(Duration.ofSeconds(1));
        Disconnect word = client.take(Disconnect.class);
        assertThat(word.reason()).isEqualTo(ReasonCode.USE_ANOTHER_SERVER);
        assertThat(word.serverReference()).isEqualTo(OTHERS);
        assertThat(client.isClosed()).isTrue();
        assertThat(world.gauges()).isEqualTo(World.ALL_GAUGES_ZERO);
    }

    @Test
    void beforeVersion5TheyAreJustClosed() {
        Client client = world.client("client").speaks(ProtocolVersion.V3_1_1).connected();
        evacuate(10);
        world.passes(Duration.ofSeconds(1));
        assertThat(client.isClosed()).isTrue();
        assertThat(client.takeAll()).isEmpty();
    }

    @Test
    void theyGoAtTheRateThatIsAskedFor() {
        List<Client> clients = IntStream.range(0, 60)
                .mapToObj(i -> world.client("client" + i).connected())
                .toList();
        evacuate(20);
        world.passes(Duration.ofSeconds(1));
        assertThat(clients.stream().filter(Client::isClosed)).hasSizeBetween(17, 20);
        world.passes(Duration.ofSeconds(3));
        assertThat(clients).allMatch(Client::isClosed);
    }

    @Test
    void oneEveryLaneHasToWaitForIsStillOne() {
        Client client = world.client("client").connected();
        evacuate(1);
        world.passes(Duration.ofMillis(1_500));
        assertThat(client.isClosed()).isFalse();
        world.passes(Duration.ofSeconds(1));
        assertThat(client.isClosed()).isTrue();
    }

    @Test
    void nobodyIsLetInMeanwhileAndEverybodyAfterwards() {
        evacuate(10);
        ConnAck refused = world.client("client").connect(Connecting.cleanly());
        assertThat(refused.reason()).isEqualTo(ReasonCode.USE_ANOTHER_SERVER);
        assertThat(refused.properties().serverReference()).isEqualTo(OTHERS);

        world.node().evacuation().end();
        Client client = world.client("client").connected();
        world.passes(Duration.ofSeconds(5));
        assertThat(client.isClosed()).isFalse();
    }

    @Test
    void theirSessionsStayAndTheirWillsAreNotPublished() {
        Client witness = world.client("witness").connected();
        witness.subscribe("will", 0);
        Client client = world.client("client").connected(resuming().expiry(60).with(will("will", "gone")));
        evacuate(1_000);
        world.passes(Duration.ofSeconds(1));
        assertThat(client.isClosed()).isTrue();
        assertThat(witness.takePayloads()).isEmpty();
        world.node().evacuation().end();
        assertThat(world.client("client").connect(resuming()).sessionPresent()).isTrue();
    }
}
