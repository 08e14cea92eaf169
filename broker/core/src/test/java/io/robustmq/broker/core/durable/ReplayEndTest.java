package io.robustmq.broker.core.durable;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.world.Client;
import io.robustmq.broker.core.world.Connecting;
import io.robustmq.broker.core.world.World;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.packet.Publish;
import io.robustmq.broker.mqtt.packet.UnsubAck;
import io.robustmq.broker.mqtt.packet.Unsubscribe;
import io.robustmq.broker.storage.spi.StorageException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** History that is asked for in between, again, or no more. */
class ReplayEndTest extends Replaying {
    @Test
    void packetsBehindOneThatAsksForATimeWaitForIt() {
        Client reader = reader().connected(back());
        storage.halts(true);
        reader.write(from(reader, "2026-01-01T00:00:00Z", request("d/1", 1)));
        reader.write(new Unsubscribe(reader.nextId(), List.of(), List.of("d/1")));
        reader.write(from(reader, "2026-01-01T00:00:00Z", request("d/2", 1)));
        reader.write(from(reader, "earliest", request("d/3", 1)));
        world.run();
        storage.halts(false);
        world.run();
        assertThat(reader.take(UnsubAck.class).reasons()).containsExactly(ReasonCode.SUCCESS);
        publisher().publish("d/1", "1", 1);
        publisher().publish("d/2", "2", 1);
        publisher().publish("d/3", "3", 1);
        assertThat(reader.takePayloads()).containsExactly("2", "3");
    }

    @Test
    void whatIsLeftOfAnEndedReplayDoesNotCountForTheNextSubscription() {
        publish(publisher(), 1, 3, 1);
        Client reader = reader().connected(back());
        replay(reader, "earliest", ALL);
        assertThat(reader.takePayloads()).containsExactly("1", "2", "3");
        storage.failsWithEntriesOf('h');
        reader.send(new Unsubscribe(reader.nextId(), List.of(), List.of("d/#")));
        reader.dismissal();
        reader.connected(back());
        reader.subscribe("d/#", 1);
        assertThat(storage.entries('h')).as("could not be deleted").isEqualTo(1);
        storage.fails(null);
        world = world.killed(A_MOMENT);
        Client again = reader().connected(back());
        publish(publisher(), 4, 4, 1);
        List<Publish> messages = again.takeMessages();
        assertThat(messages).extracting(Client::text).containsExactly("4");
        assertThat(property(messages.getFirst(), "offset")).isEqualTo("none");
    }

    @Test
    void askingAgainBeginsAnewAndSubscribingWithoutAskingGoesOn() {
        publish(publisher(), 1, 3, 1);
        Client reader = reader().connected(back());
        replay(reader, "earliest", ALL);
        assertThat(reader.takePayloads()).containsExactly("1", "2", "3");
        replay(reader, "1", ALL);
        assertThat(reader.takePayloads()).containsExactly("2", "3");
        reader.subscribe("d/#", 1);
        publish(publisher(), 4, 4, 1);
        assertThat(reader.takePayloads()).containsExactly("4");
    }

    @Test
    void aSubscriptionThatIsThereMayAskForItsHistory() {
        Client publisher = publisher();
        publish(publisher, 1, 2, 1);
        Client reader = reader().connected(back());
        reader.subscribe("d/#", 1);
        publish(publisher, 3, 3, 1);
        assertThat(reader.takePayloads()).containsExactly("3");
        replay(reader, "earliest", ALL);
        publish(publisher, 4, 4, 1);
        assertThat(reader.takePayloads()).containsExactly("1", "2", "3", "4");
    }

    @Test
    void anEndedReplayDeliversNothingMoreAndLeavesNothing() {
        publish(publisher(), 1, 1000, 1);
        Client reader = world.client("reader").connected(back().receiveMaximum(3));
        replay(reader, "earliest", ALL);
        assertThat(reader.takeMessages()).hasSize(3);
        reader.unsubscribe("d/#");
        assertThat(world.count(c -> c.queuedMessages)).isZero();
        assertThat(storage.entries('h')).isZero();
        reader.drop();
        reader.acknowledging().connected(back());
        assertThat(reader.takePayloads()).as("what it was sent").containsExactly("1", "2", "3");
        publish(publisher(), 1001, 1001, 1);
        assertThat(reader.takePayloads()).isEmpty();
    }

    @Test
    void aSessionThatEndsInTheMiddleLeavesNothing() {
        publish(publisher(), 1, 1000, 1);
        for (Connecting how : List.of(back(), Connecting.cleanly())) {
            Client reader = world.client("reader").connected(how.receiveMaximum(3));
            replay(reader, "earliest", ALL);
            reader.drop();
            reader.connected(Connecting.cleanly()).disconnect();
        }
        world.client("publisher").connected().disconnect();
        assertThat(world.gauges()).isEqualTo(World.ALL_GAUGES_ZERO);
        assertThat(storage.entries()).isZero();
    }

    @Test
    void readingIsTriedAgainWhenStorageWasAway() {
        publish(publisher(), 1, 3, 1);
        Client reader = reader().connected();
        storage.fails(StorageException.Kind.UNAVAILABLE);
        replay(reader, "earliest", ALL);
        assertThat(reader.takePayloads()).isEmpty();
        storage.fails(null);
        world.passes(A_MOMENT);
        assertThat(reader.takePayloads()).containsExactly("1", "2", "3");
    }
}
