package io.robustmq.broker.core.session;

import static io.robustmq.broker.core.world.Connecting.cleanly;
import static io.robustmq.broker.core.world.Connecting.resuming;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.stats.Drop;
import io.robustmq.broker.core.world.Client;
import io.robustmq.broker.core.world.Publishing;
import io.robustmq.broker.core.world.Setup;
import io.robustmq.broker.core.world.World;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.packet.PubAck;
import io.robustmq.broker.mqtt.packet.PubRec;
import io.robustmq.broker.mqtt.packet.Publish;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What waits for a client is limited in messages and bytes; what finds no room is counted. */
class QueueLimitTest {

    /** A client that takes one message at a time, and has not answered the one it has. */
    private static Client busy(World world, int qos) {
        Client client = world.client("client").connected(cleanly().receiveMaximum(1));
        client.subscribe("t", qos);
        publish(world, 0, 0, qos);
        return client;
    }

    private static Client away(World world, int qos) {
        Client client = world.client("client").connected(resuming().expiry(60));
        client.subscribe("t", qos);
        client.disconnect();
        return client;
    }

    private static void publish(World world, int from, int to, int qos) {
        Client publisher = world.client("publisher").connected();
        IntStream.rangeClosed(from, to).forEach(i -> publisher.publish("t", "" + i, qos));
        publisher.disconnect();
    }

    /** Answers the first message, and all that come then, which are returned. */
    private static List<String> answers(Client client) {
        Publish first = client.acknowledging().take(Publish.class);
        client.send(
                first.qos() == 1
                        ? new PubAck(first.packetId(), ReasonCode.SUCCESS)
                        : new PubRec(first.packetId(), ReasonCode.SUCCESS));
        return client.takePayloads();
    }

    private static List<String> back(Client client) {
        return client.acknowledging().connected(resuming().expiry(60)).takePayloads();
    }

    @Test
    void theOldestMakeRoomForTheNewest() {
        World world = new Setup().queueMessages(3).start();
        Client client = busy(world, 1);
        publish(world, 1, 10, 1);
        assertThat(world.count(c -> c.queuedMessages)).isEqualTo(3);
        assertThat(world.dropped(Drop.QUEUE_FULL)).isEqualTo(7);
        assertThat(answers(client)).containsExactly("8", "9", "10");
        assertThat(world.count(c -> c.queuedBytes)).isZero();
    }

    @Test
    void theNewestAreRefusedIfTheServerIsSetSo() {
        World world = new Setup().queueMessages(3).dropNewest().start();
        Client client = busy(world, 1);
        publish(world, 1, 10, 1);
        assertThat(answers(client)).containsExactly("1", "2", "3");
        assertThat(world.dropped(Drop.QUEUE_FULL)).isEqualTo(7);
    }

    @Test
    void bytesAreLimitedToo() {
        World world = new Setup().queueBytes(5_000).start();
        Client client = busy(world, 1);
        Client publisher = world.client("publisher").connected();
        for (int i = 0; i < 10; i++) {
            publisher.publish("t", i + "x".repeat(1_000), 1);
        }
        assertThat(world.count(c -> c.queuedBytes)).isBetween(4_000L, 5_000L);
        assertThat(world.dropped(Drop.QUEUE_FULL)).isEqualTo(6);
        assertThat(answers(client)).extracting(p -> p.charAt(0)).containsExactly('6', '7', '8', '9');
    }

    @Test
    void aMessageLargerThanTheQueueIsTheOnlyOneInIt() {
        World world = new Setup().queueBytes(5_000).start();
        Client client = busy(world, 1);
        Client publisher = world.client("publisher").connected();
        publisher.publish("t", "small", 1);
        publisher.publish("t", "x".repeat(10_000), 1);
        assertThat(world.count(c -> c.queuedMessages)).isOne();
        publisher.publish("t", "small", 1);
        assertThat(answers(client)).containsExactly("small");
    }

    @Test
    void aQueueOfNoMessagesKeepsNone() {
        World world = new Setup().queueMessages(0).start();
        Client client = busy(world, 1);
        publish(world, 1, 3, 1);
        assertThat(answers(client)).isEmpty();
        publish(world, 4, 4, 1);
        assertThat(client.takePayloads()).containsExactly("4");
    }

    @Test
    void theLimitHoldsForQos2Too() {
        World world = new Setup().queueMessages(2).start();
        Client client = busy(world, 2);
        publish(world, 1, 5, 2);
        assertThat(answers(client)).containsExactly("4", "5");
    }

    @Test
    void aStoredSessionLosesNothingToTheLimit() {
        World world = new Setup().queueMessages(2).start();
        Client client = world.client("client").connected(resuming().expiry(60).receiveMaximum(1));
        client.subscribe("t", 1);
        publish(world, 0, 9, 1);
        assertThat(world.count(c -> c.queuedMessages)).isEqualTo(2);
        assertThat(answers(client)).containsExactly("1", "2", "3", "4", "5", "6", "7", "8", "9");
        assertThat(world.dropped(Drop.QUEUE_FULL)).isZero();
    }

    @Test
    void qos0IsNotKeptForAClientThatIsAway() {
        World world = new Setup().start();
        Client client = away(world, 2);
        publish(world, 1, 3, 0);
        assertThat(world.count(c -> c.messagesWithoutSubscriber)).isEqualTo(3);
        assertThat(back(client)).isEmpty();
    }

    @Test
    void qos0IsKeptIfTheServerIsSetSo() {
        World world = new Setup().queueQos0().start();
        Client client = away(world, 2);
        publish(world, 1, 2, 0);
        publish(world, 3, 4, 1);
        assertThat(back(client)).containsExactly("1", "2", "3", "4");
    }

    /** Order holds for each QoS (MQTT 5.0 §4.6): what is kept is not overtaken by what comes later. */
    @Test
    void keptQos0IsNotOvertaken() { // [MQTT-4.6.0-6]
        World world = new Setup().queueQos0().start();
        Client client = away(world, 2);
        publish(world, 1, 2, 1);
        publish(world, 3, 4, 0);
        client.keepingQuiet().connected(resuming().expiry(60).receiveMaximum(1));
        List<String> payloads = new ArrayList<>(client.takePayloads());
        publish(world, 5, 6, 0);
        payloads.addAll(client.takePayloads());
        client.drop();
        payloads.addAll(back(client));
        assertThat(payloads).filteredOn(p -> p.compareTo("3") < 0).containsExactly("1", "1", "2");
        assertThat(payloads).filteredOn(p -> p.compareTo("3") >= 0).containsExactly("3", "4", "5", "6");
    }

    @Test
    void whatDoesNotFitTheNodesMemoryIsDropped() {
        World world = new Setup().memoryQueueBytes(10_000).start();
        Client client = busy(world, 1);
        Client publisher = world.client("publisher").connected();
        for (int i = 0; i < 20; i++) {
            publisher.write(Publishing.of("t", new byte[1_000]).qos(1).id(1).packet());
            world.passes(Duration.ofMillis(300));
        }
        assertThat(world.count(c -> c.queuedBytes)).isLessThan(12_000);
        assertThat(world.dropped(Drop.MEMORY)).isGreaterThan(8);
        assertThat(answers(client)).hasSizeBetween(9, 11);
    }
}
