package io.robustmq.broker.core.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.port.LaneThread;
import io.robustmq.broker.core.subscription.Recipient;
import io.robustmq.broker.mqtt.packet.PublishProperties;
import io.robustmq.broker.mqtt.topic.TopicName;
import java.util.ArrayDeque;
import org.junit.jupiter.api.Test;

/** What others hand over is worked off a part a turn, on a thread that runs whatever it is given before its turn ends. */
class InboxTest {
    private static final Message MESSAGE =
            new Message(TopicName.of("t"), new byte[0], 0, false, PublishProperties.NONE, "publisher", Message.NEVER);

    /** As an event loop: the tasks of a turn are all that come until none is left; sockets are looked at between turns. */
    private static final class Loop implements LaneThread {
        final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
        final ArrayDeque<Runnable> endOfTurn = new ArrayDeque<>();

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        @Override
        public void atEndOfTurn(Runnable task) {
            endOfTurn.add(task);
        }

        void turn() {
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
            for (Runnable task = endOfTurn.poll(); task != null; task = endOfTurn.poll()) {
                task.run();
            }
        }
    }

    private final Loop loop = new Loop();
    private int delivered;
    private final Inbox inbox = new Inbox(loop, delivery -> delivered += delivery.size());

    private static Delivery messages(int count) {
        Batch batch = new Batch();
        for (int i = 0; i < count; i++) {
            batch.add(MESSAGE, new Recipient[0]);
        }
        return new Delivery.FromLane(batch);
    }

    @Test
    void socketsHaveTheirTurnInBetween() {
        for (int i = 0; i < 100; i++) {
            inbox.add(messages(1_000));
        }
        loop.turn();
        assertThat(delivered).isBetween(1_000, 10_000);
        int turns = 1;
        while (!loop.tasks.isEmpty()) {
            loop.turn();
            turns++;
        }
        assertThat(delivered).isEqualTo(100_000);
        assertThat(turns).isBetween(10, 100);
        assertThat(inbox.bytes()).isZero();
    }

    @Test
    void whatComesWhileItWaitsForItsNextTurnIsNotForgotten() {
        inbox.add(messages(5_000));
        inbox.add(messages(1));
        loop.turn();
        inbox.add(messages(1));
        loop.turn();
        loop.turn();
        assertThat(delivered).isEqualTo(5_002);
        assertThat(inbox.isEmpty()).isTrue();
    }
}
