package io.robustmq.broker.core.durable;

import static io.robustmq.broker.core.world.Connecting.cleanly;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.world.Client;
import io.robustmq.broker.core.world.Publishing;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.packet.ConnAck;
import io.robustmq.broker.mqtt.packet.PubComp;
import io.robustmq.broker.mqtt.packet.PubRec;
import io.robustmq.broker.mqtt.packet.PubRel;
import io.robustmq.broker.mqtt.packet.Publish;
import io.robustmq.broker.mqtt.packet.Subscribe;
import io.robustmq.broker.mqtt.packet.SubscriptionRequest;
import io.robustmq.broker.mqtt.packet.UnsubAck;
import io.robustmq.broker.mqtt.packet.Unsubscribe;
import io.robustmq.broker.storage.spi.StorageException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions and what is on its way to them, while storage fails or is slow, or the process dies. */
class TroubledSessionTest extends Trouble {
    // ---- sessions and subscriptions

    @Test
    void aSessionThatCouldNotBeKeptAtFirstIsKeptWithItsFirstSubscription() {
        storage.failsOnce(StorageException.Kind.FULL);
        client("subscriber").connected(back()).subscribe("t", 1);
        world = world.killed(A_MOMENT);
        assertThat(client("publisher").connected().publish("t", "x", 1)).isEqualTo(ReasonCode.SUCCESS);
        assertThat(client("subscriber").connect(back()).sessionPresent()).isTrue();
    }

    @Test
    void aSessionThatCouldNotBeKeptAtFirstIsKeptSoon() {
        storage.fails(StorageException.Kind.UNAVAILABLE);
        client("client").connected(back());
        storage.fails(null);
        world.passes(A_MOMENT);
        world = world.killed(A_MOMENT);
        assertThat(client("client").connect(back()).sessionPresent()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"t", "$share/group/t"})
    void aSubscribeThatChangesNothingNeedsNoStorage(String filter) {
        Client subscriber = client("subscriber").connected(back());
        subscriber.subscribe(filter, 1);
        subscriber.drop();
        storage.fails(StorageException.Kind.FULL);
        subscriber.connected(back());
        assertThat(subscriber.subscribe(filter, 1)).containsExactly(ReasonCode.GRANTED_QOS_1);
        subscriber.pingIsAnswered();
        subscriber.send(new Subscribe(7, 0, List.of(), List.of(new SubscriptionRequest(filter, 2, false, false, 0))));
        assertThat(subscriber.dismissal()).as("this one changes something").isEqualTo(ReasonCode.QUOTA_EXCEEDED);
    }

    @Test
    void aRepeatedSubscribeIsNotAcknowledgedBeforeTheFirstIsWritten() {
        Client subscriber = client("subscriber").connected(back());
        storage.halts(true);
        for (int id = 1; id <= 2; id++) {
            subscriber.send(new Subscribe(id, 0, List.of(), List.of(new SubscriptionRequest("t", 1, false, false, 0))));
        }
        assertThat(subscriber.takeAll()).isEmpty();
        storage.failsOnce(StorageException.Kind.FULL);
        storage.halts(false);
        world.run();
        assertThat(subscriber.dismissal()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
        world.passes(A_MOMENT);
        world = world.killed(A_MOMENT);
        assertThat(client("publisher").connected().publish("t", "x", 1))
                .as("what memory has is kept, once storage can")
                .isEqualTo(ReasonCode.SUCCESS);
    }

    @Test
    void anEndedSubscriptionStaysEndedThoughStorageFailedAtFirst() {
        Client subscriber = client("subscriber").connected(back());
        subscriber.subscribe("t", 1);
        storage.halts(true);
        subscriber.send(new Unsubscribe(7, List.of(), List.of("t")));
        subscriber.send(new Unsubscribe(8, List.of(), List.of("t")));
        storage.failsOnce(StorageException.Kind.FULL);
        storage.does(1);
        storage.halts(false);
        storage.failsOnce(StorageException.Kind.FULL);
        world.run();
        subscriber.dismissal();
        subscriber.connected(back()).send(new Unsubscribe(9, List.of(), List.of("t")));
        subscriber.take(UnsubAck.class);
        world = world.killed(A_MOMENT);
        assertThat(client("publisher").connected().publish("t", "x", 1)).isEqualTo(ReasonCode.NO_MATCHING_SUBSCRIBERS);
    }

    @Test
    void aSubscriptionMadeWhileThePageIsReadGetsWhatThePageLeavesOut() {
        client("other").connected(back()).subscribe("new", 1);
        Client subscriber = client("subscriber").acknowledging().connected(back());
        subscriber.subscribe("old", 1);
        subscriber.drop();
        Client publisher = client("publisher").connected();
        publisher.publish("old", "1", 1);
        storage.halts(true);
        publisher.send(Publishing.of("new", "2").qos(1).id(1).packet());
        subscriber.begin(back());
        world.run();
        subscriber.send(new Subscribe(
                subscriber.nextId(), 0, List.of(), List.of(new SubscriptionRequest("new", 1, false, false, 0))));
        storage.halts(false);
        world.run();
        assertThat(subscriber.takePayloads()).containsExactly("1", "2");
    }

    // ---- sessions that end

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void aCleanStartWaitsUntilTheFormerSessionIsGone(int shards) { // [MQTT-3.1.2-4]
        shards(shards);
        Client one = client("client").connected(back());
        one.subscribe("t", 1);
        storage.halts(true);
        one.begin(cleanly().expiry(3600));
        world.run();
        assertThat(one.takeAll()).isEmpty();
        storage.halts(false);
        world.run();
        assertThat(one.take(ConnAck.class).sessionPresent()).isFalse();
        one.pingIsAnswered();
        world.passes(A_MOMENT);
        assertThat(storage.entries('f')).isZero();
        assertThat(storage.entries('s')).isEqualTo(1);
    }

    @Test
    void aCleanStartIsRefusedWhileTheFormerSessionCannotGo() {
        Client one = client("client").connected(back());
        one.subscribe("t", 1);
        storage.fails(StorageException.Kind.UNAVAILABLE);
        assertThat(one.connect(cleanly()).reason()).isEqualTo(ReasonCode.SERVER_UNAVAILABLE);
        storage.fails(null);
        world.passes(A_MOMENT);
        assertThat(storage.entries()).isZero();
        assertThat(one.connect(cleanly()).reason()).isEqualTo(ReasonCode.SUCCESS);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void nothingOfASessionIsTakenForItsSuccessorsWhenTheProcessDiesWhileItGoes(int shardsDone) {
        shards(4);
        Client subscriber = client("subscriber").acknowledging().connected(back());
        subscriber.subscribe("#", 2);
        for (int i = 1; i <= 8; i++) { // one of them at least in each shard
            Client sender = client("sender").connected(back());
            sender.send(Publishing.of("t" + i, "old").qos(2).id(i).packet());
            sender.take(PubRec.class);
        }
        subscriber.takeAll();
        storage.halts(true);
        client("sender").begin(cleanly());
        world.run();
        storage.does(shardsDone);
        world = world.killed(A_MOMENT);

        Client sender = client("sender");
        if (sender.connect(back()).sessionPresent()) {
            sender.connected(cleanly()).connected(back());
        }
        Client again = client("subscriber").acknowledging().connected(back());
        again.takeAll();
        world = world.killed(A_MOMENT);
        sender = client("sender").connected(back());
        again = client("subscriber").acknowledging().connected(back());
        again.takePayloads();
        for (int i = 1; i <= 8; i++) {
            sender.send(Publishing.of("t" + i, "new").qos(2).id(i).packet());
        }
        assertThat(again.takePayloads()).filteredOn("new"::equals).hasSize(8);
    }

    // ---- QoS 2 to a client

    @Test
    void aFinishedQos2ExchangeIsNotForgottenBeforeItsMessageIsRead() {
        Client subscriber = client("subscriber").connected(back());
        subscriber.subscribe("t", 2);
        client("publisher").connected().publish("t", "once", 2);
        int id = subscriber.take(Publish.class).packetId();
        subscriber.send(new PubRec(id, ReasonCode.SUCCESS));
        world = world.killed(A_MOMENT); // no position was ever saved

        storage.isUnreadable(true);
        subscriber = client("subscriber").connected(back());
        subscriber.take(PubRel.class);
        subscriber.send(new PubComp(id, ReasonCode.SUCCESS));
        world.passes(A_MOMENT);
        world = world.killed(A_MOMENT);
        subscriber = client("subscriber").acknowledging().connected(back());
        assertThat(subscriber.takePayloads()).isEmpty();
        world.passes(A_MOMENT);
        assertThat(storage.entries('o')).as("in the end it is").isZero();
    }

    @Test
    void aFinishedQos2ExchangeThatNoSubscriptionCouldReadIsForgotten() {
        Client subscriber = client("subscriber").connected(back());
        subscriber.subscribe("t", 2);
        client("publisher").connected().publish("t", "once", 2);
        int id = subscriber.take(Publish.class).packetId();
        subscriber.send(new PubRec(id, ReasonCode.SUCCESS));
        subscriber.unsubscribe("t");
        world = world.killed(A_MOMENT);
        client("subscriber").acknowledging().connected(back());
        world.passes(A_MOMENT);
        assertThat(storage.entries('o')).isZero();
    }

    @Test
    void whatCouldNotBeForgottenIsForgottenLater() {
        Client subscriber = client("subscriber").acknowledging().connected(back());
        subscriber.subscribe("t", 2);
        client("publisher").connected().publish("t", "x", 2);
        storage.fails(StorageException.Kind.UNAVAILABLE);
        world.passes(A_MOMENT);
        storage.fails(null);
        assertThat(storage.entries('o')).isEqualTo(1);
        world.passes(A_MOMENT);
        assertThat(storage.entries('o')).isZero();
    }

    @Test
    void aQos2MessageWhoseIdWasNotKeptIsReadAgain() {
        Client subscriber = client("subscriber").acknowledging().connected(back());
        subscriber.subscribe("t", 2);
        Client publisher = client("publisher").connected();
        publisher.publish("t", "1", 1);
        assertThat(subscriber.takePayloads()).containsExactly("1");
        storage.halts(true);
        publisher.send(Publishing.of("t", "2").qos(2).id(2).packet());
        storage.does(1); // the message
        world.run();
        world.tick();
        storage.failsOnce(StorageException.Kind.FULL);
        storage.does(2); // its id, and the position, which is behind it
        world = world.killed(A_MOMENT);
        subscriber = client("subscriber").acknowledging().connected(back());
        assertThat(subscriber.takePayloads()).containsExactly("1", "2");
    }

    @Test
    void qos2StaysInOrderThoughAnIdWasKeptLate() { // [MQTT-4.6.0-6]
        Client subscriber = client("subscriber").acknowledging().connected(back());
        subscriber.subscribe("t", 2);
        Client publisher = client("publisher").connected();
        storage.halts(true);
        for (int i = 1; i <= 3; i++) {
            publisher.send(Publishing.of("t", "" + i).qos(2).id(i).packet());
        }
        for (int i = 1; i <= 3; i++) { // each is delivered by itself, so that each id is kept by itself
            storage.does(1);
            world.run();
        }
        storage.failsOnce(StorageException.Kind.FULL);
        storage.halts(false);
        world.run();
        assertThat(subscriber.takePayloads()).isEmpty();
        world.passes(A_MOMENT);
        assertThat(subscriber.takePayloads()).containsExactly("1", "2", "3");
    }
}
