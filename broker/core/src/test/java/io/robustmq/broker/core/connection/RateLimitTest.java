package io.robustmq.broker.core.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.world.Client;
import io.robustmq.broker.core.world.Publishing;
import io.robustmq.broker.core.world.Setup;
import io.robustmq.broker.core.world.World;
import io.robustmq.broker.mqtt.packet.PingReq;
import io.robustmq.broker.mqtt.packet.PingResp;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A client that publishes too fast is read more slowly; nothing is lost, nobody else notices. */
class RateLimitTest {

    @Test
    void noMoreMessagesASecondThanAllowedAreTaken() {
        World world = new Setup().publishRatePerSecond(100).start();
        Client reader = world.client("reader").connected();
        reader.subscribe("t", 0);
        Client fast = world.client("fast").connected();
        for (int batch = 0; batch < 100; batch++) {
            for (int i = 0; i < 10; i++) {
                fast.write(Publishing.of("t", "" + i).packet());
            }
            world.passes(Duration.ofMillis(50));
        }
        assertThat(fast.isHeldBack()).isTrue();
        world.passes(Duration.ofMillis(3_500));
        assertThat(fast.isHeldBack()).isTrue(); // 100 at once and 900 more at 100 a second take 9 seconds
        world.passes(Duration.ofSeconds(1));
        assertThat(fast.isHeldBack()).isFalse();
        assertThat(reader.takeMessages()).hasSize(1_000);
        assertThat(world.count(c -> c.readsPaused)).isPositive();
        fast.pingIsAnswered();
    }

    @Test
    void noMoreBytesASecondThanAllowedAreTaken() {
        World world = new Setup().publishBytesPerSecond(10_000).start();
        Client fast = world.client("fast").connected();
        for (int i = 0; i < 20; i++) {
            fast.send(Publishing.of("t", "x".repeat(5_000)).packet());
            world.passes(Duration.ofMillis(100));
        }
        assertThat(world.count(c -> c.messagesReceived[0])).isBetween(5L, 8L);
        world.passes(Duration.ofSeconds(10));
        assertThat(world.count(c -> c.messagesReceived[0])).isEqualTo(20);
    }

    @Test
    void whoKeepsTheRateIsNeverHeldBack() {
        World world = new Setup().publishRatePerSecond(100).start();
        Client steady = world.client("steady").connected();
        for (int i = 0; i < 500; i++) {
            steady.publish("t", "x", i % 3);
            world.passes(Duration.ofMillis(10));
            assertThat(steady.isHeldBack()).isFalse();
        }
    }

    @Test
    void theOthersAreNotSlowedDown() {
        World world = new Setup().publishRatePerSecond(10).start();
        Client fast = world.client("fast").connected();
        Client other = world.client("other").connected();
        for (int i = 0; i < 100; i++) {
            fast.write(Publishing.of("t", "x").packet());
        }
        world.passes(Duration.ofSeconds(1));
        assertThat(fast.isHeldBack()).isTrue();
        other.publish("t", "x", 2);
        other.pingIsAnswered();
    }

    @Test
    void aClientThatIsHeldBackCanStillBeTakenOverAndClosed() {
        World world = new Setup().publishRatePerSecond(1).start();
        Client fast = world.client("fast").connected();
        for (int i = 0; i < 100; i++) {
            fast.write(Publishing.of("t", "x").packet());
        }
        world.run();
        fast.write(PingReq.INSTANCE);
        world.passes(Duration.ofSeconds(1));
        Client second = world.client("fast").connected();
        assertThat(fast.isClosed()).isTrue();
        world.passes(Duration.ofSeconds(200));
        assertThat(fast.takeAll()).noneMatch(PingResp.class::isInstance);
        second.drop();
        assertThat(world.gauges()).isEqualTo(World.ALL_GAUGES_ZERO);
    }
}
