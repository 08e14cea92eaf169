package io.robustmq.broker.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.api.v1.Hello;
import io.robustmq.broker.core.forward.Addressees;
import io.robustmq.broker.core.forward.ForwardBatch;
import io.robustmq.broker.core.forward.PeerBacklog;
import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.mqtt.packet.PublishProperties;
import io.robustmq.broker.mqtt.topic.TopicName;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What waits for a broker that does not answer is limited, and what is dropped is counted. */
class ForwardStreamTest {
    private static final int LIMIT = 64 * 1024;
    private static final int PAYLOAD = 1_024;

    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
    private final ClusterCounters counters = new ClusterCounters();
    private final PeerBacklog backlog = new PeerBacklog();
    private final PeerChannel nowhere = new PeerChannel("127.0.0.1:1", Runnable::run, null);
    private final ForwardStream stream =
            new ForwardStream(nowhere, Hello.getDefaultInstance(), backlog, LIMIT, timer, Runnable::run, counters);

    @AfterEach
    void close() {
        stream.close();
        nowhere.close();
        timer.shutdownNow();
    }

    private static ForwardBatch batch(int qos) {
        ForwardBatch batch = new ForwardBatch();
        Message message = new Message(
                TopicName.of("t"), new byte[PAYLOAD], qos, false, PublishProperties.NONE, "p", Message.NEVER);
        batch.add(message, Addressees.SESSIONS);
        return batch;
    }

    @Test
    void qos0IsDroppedAtTheLimitAndTheOthersAtFourTimes() {
        for (int i = 0; i < 1_000; i++) {
            stream.send(batch(0));
        }
        assertThat(stream.waitingBytes()).isBetween((long) LIMIT, LIMIT + 2L * PAYLOAD);
        assertThat(counters.droppedQos0()).isBetween(940L, 999L);
        for (int i = 0; i < 1_000; i++) {
            stream.send(batch(1));
        }
        assertThat(stream.waitingBytes()).isBetween(4L * LIMIT, 4L * LIMIT + 2L * PAYLOAD);
        assertThat(counters.dropped()).isBetween(780L, 900L);
    }

    @Test
    void nobodyIsSlowedForABrokerThatCannotBeReached() {
        for (int i = 0; i < 1_000; i++) {
            stream.send(batch(2));
        }
        assertThat(backlog.isBehind()).isFalse();
    }

    @Test
    void allThatWaitsForABrokerThatIsGoneIsCounted() {
        stream.send(batch(0));
        stream.send(batch(1));
        stream.send(batch(2));
        stream.end();
        stream.send(batch(1));
        assertThat(counters.droppedQos0()).isOne();
        assertThat(counters.dropped()).isEqualTo(3);
    }
}
