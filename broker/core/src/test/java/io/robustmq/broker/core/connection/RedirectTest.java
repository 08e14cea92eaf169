package io.robustmq.broker.core.connection;

import static io.robustmq.broker.core.world.Connecting.resuming;
import static io.robustmq.broker.core.world.Connecting.will;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.world.Client;
import io.robustmq.broker.core.world.Setup;
import io.robustmq.broker.core.world.World;
import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.packet.Disconnect;
import org.junit.jupiter.api.Test;

/** A client is sent to another server (MQTT 5.0 §4.11). */
class RedirectTest {
    private final World world = new Setup().start();

    @Test
    void itIsToldWhereToGo() { // [MQTT-4.11.0] reason code 0x9C
        Client client = world.client("client").connected();
        client.onConnection(connection -> connection.redirect("other.example:1883"));
        Disconnect word = client.take(Disconnect.class);
        assertThat(word.reason()).isEqualTo(ReasonCode.USE_ANOTHER_SERVER);
        assertThat(word.serverReference()).isEqualTo("other.example:1883");
        assertThat(client.isClosed()).isTrue();
        assertThat(world.gauges()).isEqualTo(World.ALL_GAUGES_ZERO);
    }

    @Test
    void beforeVersion5ItIsJustClosed() {
        Client client = world.client("client").speaks(ProtocolVersion.V3_1_1).connected();
        client.onConnection(connection -> connection.redirect("other.example:1883"));
        assertThat(client.isClosed()).isTrue();
        assertThat(client.takeAll()).isEmpty();
    }

    @Test
    void itsSessionAndWillAreThoseOfAnyConnectionTheServerEnds() {
        Client witness = world.client("witness").connected();
        witness.subscribe("will", 0);
        Client client = world.client("client").connected(resuming().expiry(60).with(will("will", "gone")));
        client.onConnection(connection -> connection.redirect("other.example:1883"));
        assertThat(witness.takePayloads()).containsExactly("gone");
        assertThat(client.connect(resuming()).sessionPresent()).isTrue();
    }
}
