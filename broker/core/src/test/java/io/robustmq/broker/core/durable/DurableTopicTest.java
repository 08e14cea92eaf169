package io.robustmq.broker.core.durable;

import static io.robustmq.broker.core.world.Connecting.resuming;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.stats.Drop;
import io.robustmq.broker.core.world.Client;
import io.robustmq.broker.core.world.Connecting;
import io.robustmq.broker.core.world.FakeStorage;
import io.robustmq.broker.core.world.Publishing;
import io.robustmq.broker.core.world.Setup;
import io.robustmq.broker.core.world.World;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.storage.spi.StorageException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Messages of durable topics are stored whoever wants them, and stay. */
class DurableTopicTest {
    private final FakeStorage storage = new FakeStorage(1);
    private final World world = new Setup().storage(storage).durable("d/#").start();
    private final Client publisher = world.client("publisher").connected();

    @Test
    void everyQosIsStoredThoughNobodyWantsIt() {
        assertThat(publisher.publish("d/1", "x", 0)).isEqualTo(ReasonCode.SUCCESS);
        assertThat(publisher.publish("d/1", "x", 1))
                .as("stored, so not without anybody")
                .isEqualTo(ReasonCode.SUCCESS);
        assertThat(publisher.publish("d/1", "x", 2)).isEqualTo(ReasonCode.SUCCESS);
        publisher.publish("other", "x", 0);
        assertThat(publisher.publish("other", "x", 1)).isEqualTo(ReasonCode.NO_MATCHING_SUBSCRIBERS);
        assertThat(storage.records()).isEqualTo(3);
    }

    @Test
    void aWillIsStoredToo() {
        world.client("gone")
                .connected(Connecting.cleanly().with(Connecting.will("d/will", "gone", 0)))
                .drop();
        assertThat(storage.records()).isEqualTo(1);
    }

    @Test
    void nobodyWaitsForQos0AndItComesInTheOrderOfTheLog() {
        Client subscriber = world.client("subscriber").connected();
        subscriber.subscribe("#", 1);
        storage.halts(true);
        publisher.publish("d/1", "1", 0);
        publisher.send(Publishing.of("d/1", "2").qos(1).id(7).packet());
        publisher.publish("d/1", "3", 0);
        publisher.publish("other", "at once", 0);
        publisher.pingIsAnswered();
        assertThat(subscriber.takePayloads()).containsExactly("at once");
        storage.halts(false);
        world.run();
        assertThat(subscriber.takePayloads()).containsExactly("1", "2", "3");
    }

    @Test
    void qos0ThatCannotBeStoredIsCounted() {
        storage.fails(StorageException.Kind.FULL);
        publisher.publish("d/1", "x", 0);
        assertThat(world.dropped(Drop.STORAGE)).isEqualTo(1);
        publisher.pingIsAnswered();
    }

    @Test
    void qos0ReachesASessionThatIsFarBehindInTheLog() {
        Client subscriber =
                world.client("subscriber").connected(resuming().expiry(3600).receiveMaximum(1));
        subscriber.subscribe("d/qos1", 1);
        subscriber.subscribe("d/qos0", 0);
        for (int i = 1; i <= 2000; i++) {
            publisher.publish("d/qos1", "" + i, 1);
        }
        publisher.publish("d/qos0", "live", 0);
        assertThat(subscriber.takePayloads()).containsExactly("1", "live");
    }

    @Test
    void nothingIsTrimmedThoughNobodyNeedsIt() {
        Client subscriber =
                world.client("subscriber").acknowledging().connected(resuming().expiry(3600));
        subscriber.subscribe("#", 1);
        publisher.publish("d/1", "x", 1);
        publisher.publish("other", "x", 1);
        world.passes(Duration.ofSeconds(60));
        assertThat(storage.records()).isEqualTo(2);
    }
}
