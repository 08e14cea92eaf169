package io.robustmq.broker.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.api.v1.Claim;
import io.robustmq.broker.api.v1.ClientIdMessage;
import io.robustmq.broker.api.v1.ControlAnswer;
import io.robustmq.broker.api.v1.Hello;
import io.robustmq.broker.core.cluster.OwnRoutes;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is said of client ids waits for a broker that is reached, and for no other. */
class ControlStreamTest {
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
    private final PeerChannel nowhere = new PeerChannel("127.0.0.1:1", Runnable::run, null);
    private final ControlStream stream = new ControlStream(
            nowhere,
            Hello.getDefaultInstance(),
            new OwnRoutes(() -> {}),
            () -> {},
            timer,
            Runnable::run,
            new ClusterCounters());

    @AfterEach
    void close() {
        stream.close();
        nowhere.close();
        timer.shutdownNow();
    }

    private void say() {
        for (int i = 0; i < 100; i++) {
            stream.send(ClientIdMessage.newBuilder()
                    .setClaim(Claim.newBuilder().setClientId("c" + i))
                    .build());
        }
    }

    @Test
    void nothingWaitsForABrokerThatIsNotReached() {
        say();
        assertThat(stream.waiting()).isZero();
        stream.onWelcome(ControlAnswer.getDefaultInstance());
        say();
        assertThat(stream.waiting()).isEqualTo(100);
        stream.onParted();
        assertThat(stream.waiting()).isZero();
        say();
        assertThat(stream.waiting()).isZero();
    }
}
