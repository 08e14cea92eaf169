package io.robustmq.broker.core.lane;

import static io.robustmq.broker.core.world.Connecting.cleanly;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.world.Client;
import io.robustmq.broker.core.world.Publishing;
import io.robustmq.broker.core.world.Setup;
import io.robustmq.broker.core.world.World;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.packet.PubAck;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** While memory is tight, who holds much of it and does not move makes room for the others. */
class MemoryReliefTest {
    private static final byte[] CONNECT_OF_A_MEBIBYTE = {
        0x10, (byte) 0x80, (byte) 0x80, 0x40, 0, 4, 'M', 'Q', 'T', 'T', 5
    };
    private static final byte[] PUBLISH_OF_A_MEBIBYTE = {0x30, (byte) 0x80, (byte) 0x80, 0x40, 0, 1, 't'};

    private final World world = new Setup().heapPercent(80).start();
    private final Client publisher = world.client("publisher").connected();

    private Client subscriber(String id) {
        Client one = world.client(id).connected();
        one.subscribe("t", 0);
        return one;
    }

    private void publishAHundredKilobytes() {
        for (int i = 0; i < 10; i++) {
            publisher.write(Publishing.of("t", new byte[10_000]).packet());
            world.passes(Duration.ofMillis(100));
        }
    }

    private long cut() {
        return world.count(counters -> counters.clientsCut);
    }

    private void memoryIsTightFor(int seconds) {
        world.heapIsFull(75);
        world.passes(Duration.ofSeconds(seconds));
    }

    @Test
    void whoDoesNotReadIsCutAndWhoReadsIsNot() {
        Client stuck = subscriber("stuck");
        Client reader = subscriber("reader");
        stuck.stopsReading();
        publishAHundredKilobytes();
        memoryIsTightFor(3);
        assertThat(stuck.isClosed()).isTrue();
        assertThat(reader.isClosed()).isFalse();
        assertThat(cut()).isOne();
        reader.pingIsAnswered();
    }

    @Test
    void whoReadsSlowlyIsLeftAlone() {
        Client slow = subscriber("slow");
        slow.stopsReading();
        publishAHundredKilobytes();
        world.heapIsFull(75);
        for (int second = 0; second < 8; second++) {
            slow.mayRead(4_000);
            world.passes(Duration.ofSeconds(1));
        }
        assertThat(slow.isClosed()).isFalse();
        assertThat(cut()).isZero();
    }

    @Test
    void nobodyIsCutWhileThereIsMemory() {
        Client stuck = subscriber("stuck");
        stuck.stopsReading();
        publishAHundredKilobytes();
        world.heapIsFull(70);
        world.passes(Duration.ofSeconds(10));
        assertThat(stuck.isClosed()).isFalse();
    }

    @Test
    void onlySomeGoAtATimeAndTheLargestFirst() {
        Client largest = subscriber("largest");
        largest.stopsReading();
        publishAHundredKilobytes();
        List<Client> others =
                IntStream.range(0, 8).mapToObj(i -> subscriber("other" + i)).toList();
        others.forEach(Client::stopsReading);
        publishAHundredKilobytes();
        memoryIsTightFor(1);
        world.passes(Duration.ofMillis(100));
        assertThat(largest.isClosed()).isTrue();
        assertThat(others).noneMatch(Client::isClosed);
    }

    @Test
    void aClientThatDoesNotAcknowledgeDoesNotKeepItsQueue() {
        Client hog = world.client("hog").connected(cleanly().receiveMaximum(1)).keepingQuiet();
        hog.subscribe("t", 1);
        for (int i = 0; i < 10; i++) {
            publisher.publish(Publishing.of("t", new byte[10_000]).qos(1));
        }
        memoryIsTightFor(3);
        assertThat(hog.isClosed()).isTrue();
        assertThat(world.count(counters -> counters.queuedBytes)).isZero();
    }

    @Test
    void whoAcknowledgesKeepsIt() {
        Client slow =
                world.client("slow").connected(cleanly().receiveMaximum(1)).keepingQuiet();
        slow.subscribe("t", 1);
        for (int i = 0; i < 10; i++) {
            publisher.publish(Publishing.of("t", new byte[10_000]).qos(1));
        }
        world.heapIsFull(75);
        for (int id = 1; id <= 5; id++) {
            world.passes(Duration.ofSeconds(1));
            slow.send(new PubAck(id, ReasonCode.SUCCESS));
        }
        assertThat(slow.isClosed()).isFalse();
    }

    @Test
    void aPacketThatIsNotFinishedGoesWithItsClient() {
        Client half = world.client("half").connected();
        half.write(PUBLISH_OF_A_MEBIBYTE);
        half.write(new byte[200_000]);
        Client busy = world.client("busy").connected();
        busy.write(PUBLISH_OF_A_MEBIBYTE);
        busy.write(new byte[200_000]);
        world.heapIsFull(75);
        for (int second = 0; second < 4; second++) {
            busy.write(new byte[20_000]);
            world.passes(Duration.ofSeconds(1));
        }
        assertThat(half.isClosed()).isTrue();
        assertThat(busy.isClosed()).isFalse();
    }

    @Test
    void aLargeConnectIsTurnedAwayBeforeItIsWhole() {
        world.heapIsFull(75);
        world.tick();
        Client stranger = world.client("stranger");
        stranger.open(cleanly());
        stranger.write(CONNECT_OF_A_MEBIBYTE);
        stranger.write("x".repeat(10_000).getBytes(StandardCharsets.US_ASCII));
        world.run();
        assertThat(stranger.isClosed()).isFalse();
        stranger.write("x".repeat(10_000).getBytes(StandardCharsets.US_ASCII));
        world.run();
        assertThat(stranger.isClosed()).isTrue();
        assertThat(world.count(counters -> counters.rejectedBecause(ReasonCode.QUOTA_EXCEEDED)))
                .isOne();
    }
}
