package io.robustmq.broker.core.durable;

import static io.robustmq.broker.core.world.Connecting.cleanly;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.world.Client;
import io.robustmq.broker.core.world.Connecting;
import io.robustmq.broker.core.world.World;
import io.robustmq.broker.mqtt.packet.ConnAck;
import io.robustmq.broker.mqtt.packet.PublishProperties;
import io.robustmq.broker.mqtt.packet.Will;
import io.robustmq.broker.mqtt.topic.TopicName;
import io.robustmq.broker.storage.spi.StorageException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Wills, while storage fails, or does not know what it has done, or the process dies: each comes, and once. */
class TroubledWillTest extends Trouble {
    @Test
    void aWillThatStorageDoesNotTakeIsPublishedLater() { // [MQTT-3.1.2-8]
        Client subscriber = client("subscriber").acknowledging().connected(back());
        subscriber.subscribe("will", 1);
        client("mortal").connected(back().with(Connecting.will("will", "gone"))).pingIsAnswered();
        Client mortal = client("mortal").connected(back().with(Connecting.will("will", "gone again")));
        assertThat(subscriber.takePayloads()).containsExactly("gone");
        storage.fails(StorageException.Kind.FULL);
        mortal.drop();
        world.passes(A_MOMENT);
        assertThat(subscriber.takePayloads()).isEmpty();
        storage.fails(null);
        world.passes(A_MOMENT);
        assertThat(subscriber.takePayloads()).containsExactly("gone again");
    }

    @Test
    void aWillIsPublishedThoughTheProcessDiesBeforeItIsWritten() { // [MQTT-3.1.2-8]
        shards(4); // so that some wills are in another shard than their sessions
        client("subscriber").connected(back()).subscribe("will/#", 1);
        client("subscriber").connected(back()).drop();
        List<Client> mortals = IntStream.range(0, 8)
                .mapToObj(
                        i -> client("mortal" + i).connected(back().with(Connecting.retainedWill("will/" + i, "gone"))))
                .toList();
        storage.failsWithEntriesOf('r');
        mortals.forEach(Client::drop);
        world = world.killed(A_MOMENT);
        world.passes(A_MOMENT);
        assertThat(client("subscriber").acknowledging().connected(back()).takePayloads())
                .hasSize(8);
        world.passes(A_MOMENT);
        world = world.killed(A_MOMENT);
        assertThat(client("subscriber").acknowledging().connected(back()).takePayloads())
                .as("no will comes twice")
                .isEmpty();
    }

    @Test
    void theWillOfACleanSessionIsPublishedThoughTheProcessDies() { // MQTT 5.0 §3.1.2.5
        shards(4);
        client("subscriber").connected(back()).subscribe("will/#", 1);
        for (int i = 0; i < 8; i++) {
            client("mortal" + i).connected(cleanly().with(Connecting.will("will/" + i, "gone")));
        }
        client("polite")
                .connected(cleanly().with(Connecting.will("will/polite", "never")))
                .disconnect();
        world = world.killed(A_MOMENT);
        assertThat(client("subscriber").acknowledging().connected(back()).takePayloads())
                .hasSize(8)
                .containsOnly("gone");
        assertThat(storage.entries('w')).isZero();
        world.passes(A_MOMENT);
        world = world.killed(A_MOMENT);
        assertThat(client("subscriber").acknowledging().connected(back()).takePayloads())
                .as("no will comes twice")
                .isEmpty();
    }

    @Test
    void aWillIsKeptBeforeItsClientIsLetIn() {
        storage.halts(true);
        Client mortal = client("mortal");
        mortal.begin(cleanly().with(Connecting.will("will", "gone")));
        world.run();
        assertThat(mortal.takeAll()).isEmpty();
        storage.halts(false);
        world.run();
        mortal.take(ConnAck.class);
        assertThat(storage.entries('w')).isOne();
    }

    @Test
    void aClientThatGoesBeforeItsWillIsKeptLeavesNothing() {
        storage.halts(true);
        Client mortal = client("mortal");
        mortal.begin(cleanly().with(Connecting.will("will", "gone")));
        world.run();
        mortal.drop();
        storage.halts(false);
        world.run();
        assertThat(storage.entries()).isZero();
        assertThat(world.gauges()).isEqualTo(World.ALL_GAUGES_ZERO);
    }

    @Test
    void aWillThatStorageCannotHaveNowKeepsNobodyOut() {
        storage.fails(StorageException.Kind.FULL);
        Client mortal = client("mortal").connected(cleanly().with(Connecting.will("will", "gone")));
        assertThat(storage.entries('w')).isZero();
        storage.fails(null);
        world.passes(A_MOMENT);
        assertThat(storage.entries('w')).as("it is kept as soon as that goes").isOne();
        storage.fails(StorageException.Kind.FULL);
        mortal.disconnect();
        storage.fails(null);
        world.passes(A_MOMENT);
        assertThat(storage.entries('w')).as("and forgotten").isZero();
    }

    @Test
    void nothingIsWrittenForACleanSessionWithoutAWill() {
        storage.fails(StorageException.Kind.FAILED);
        Client client = client("client").connected(cleanly());
        client.subscribe("t", 2);
        client.disconnect();
        assertThat(storage.asked()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aWillInDoubtComesOnce(boolean wasWritten) {
        Client lasting = client("lasting").acknowledging().connected(back());
        lasting.subscribe("will", 2);
        Client passing = client("passing").acknowledging().connected();
        passing.subscribe("will", 2);
        Will will = new Will(TopicName.of("will"), new byte[] {'x'}, 2, false, 0, PublishProperties.NONE);
        Client mortal = client("mortal").connected(cleanly().with(will));
        if (wasWritten) {
            storage.doubts();
        } else {
            storage.fails(StorageException.Kind.UNAVAILABLE);
        }
        mortal.drop();
        storage.fails(null);
        world.passes(A_MOMENT);
        assertThat(lasting.takePayloads()).containsExactly("x");
        assertThat(passing.takePayloads()).containsExactly("x");
        assertThat(storage.entries('w')).isZero();
    }

    @Test
    void aWillThatIsBeingWrittenIsPublishedThoughItsClientIsBackWithAnotherAndTheProcessDies() { // [MQTT-3.1.4-3]
        client("subscriber").connected(back()).subscribe("will/#", 1);
        client("mortal").connected(back().with(Connecting.retainedWill("will/a", "first")));
        storage.failsWithEntriesOf('r');
        client("mortal").connected(back().with(Connecting.will("will/b", "second", 60)));
        world = world.killed(A_MOMENT);
        world.passes(A_MOMENT);
        Client subscriber = client("subscriber").acknowledging().connected(back());
        assertThat(subscriber.takePayloads())
                .as("the second waits for its delay")
                .containsExactly("first");
        world.passes(Duration.ofMinutes(1));
        assertThat(subscriber.takePayloads()).containsExactly("second");
    }

    @Test
    void aWillThatIsDueIsPublishedThoughItsClientIsBackAtOnceAfterARestart() { // [MQTT-3.1.2-8]
        client("subscriber").connected(back()).subscribe("will", 1);
        client("mortal").connected(back().with(Connecting.will("will", "gone")));
        world = world.killed(A_MOMENT);
        client("mortal").connected(back());
        assertThat(client("subscriber").acknowledging().connected(back()).takePayloads())
                .containsExactly("gone");
    }
}
