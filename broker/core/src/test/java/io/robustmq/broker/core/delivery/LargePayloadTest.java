package io.robustmq.broker.core.delivery;

import static io.robustmq.broker.core.world.Connecting.resuming;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.stats.Drop;
import io.robustmq.broker.core.world.Client;
import io.robustmq.broker.core.world.Publishing;
import io.robustmq.broker.core.world.Setup;
import io.robustmq.broker.core.world.World;
import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.packet.Packet;
import io.robustmq.broker.mqtt.packet.PingReq;
import io.robustmq.broker.mqtt.packet.PingResp;
import io.robustmq.broker.mqtt.packet.PubAck;
import io.robustmq.broker.mqtt.packet.Publish;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Payloads that do not fit a socket's buffer go out piece by piece; what comes after waits its turn. */
class LargePayloadTest {
    private static final int TEN_MEGABYTES = 10 * 1024 * 1024 - 100;
    private static final int SOCKET_AND_TWO_PIECES = 4 * 64 * 1024;

    private final World world = new Setup().start();
    private final Client publisher = world.client("publisher").connected();

    private static byte[] payload(int bytes) {
        byte[] payload = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            payload[i] = (byte) (i * 31 + (i >>> 8));
        }
        return payload;
    }

    @ParameterizedTest
    @EnumSource(ProtocolVersion.class)
    void arriveAsTheyWereSentWhateverTheirSize(ProtocolVersion version) {
        Client one = world.client("one").speaks(version).connected();
        Client two = world.client("two").speaks(version).connected();
        one.subscribe("t", 1);
        two.subscribe("t", 2);
        for (int bytes : new int[] {65_000, 65_500, 65_527, 65_536, 65_600, 131_072, 1_000_000}) {
            byte[] sent = payload(bytes);
            publisher.publish(Publishing.of("t", sent).qos(2));
            assertThat(Arrays.equals(one.take(Publish.class).payload(), sent)).isTrue();
            assertThat(Arrays.equals(two.take(Publish.class).payload(), sent)).isTrue();
        }
    }

    @Test
    void toASlowLinkTakeNoMoreOfItsBufferThanAFewPieces() {
        Client slow = world.client("slow").acknowledging().connected(resuming().expiry(60));
        slow.subscribe("t", 1);
        slow.stopsReading();
        byte[] sent = payload(TEN_MEGABYTES);
        publisher.publish(Publishing.of("t", sent).qos(1));
        publisher.publish("t", "small", 1);
        slow.send(PingReq.INSTANCE);
        int rounds = 0;
        while (slow.bytesWaiting() > 0) {
            slow.reads(50_000);
            rounds++;
        }
        assertThat(rounds).isGreaterThan(200);
        assertThat(slow.mostPending()).isLessThan(SOCKET_AND_TWO_PIECES);
        slow.readsOn();
        List<Publish> messages = slow.takeMessages();
        assertThat(messages).hasSize(2);
        assertThat(Arrays.equals(messages.get(0).payload(), sent)).isTrue();
        assertThat(Client.text(messages.get(1))).isEqualTo("small");
        slow.take(PingResp.class);
        assertThat(world.count(c -> c.inflight)).isZero();
    }

    @Test
    void smallPacketsBehindThemKeepTheirOrder() {
        Client slow = world.client("slow").connected();
        slow.subscribe("t", 0);
        slow.stopsReading();
        publisher.publish(Publishing.of("t", payload(500_000)));
        for (int i = 0; i < 50; i++) {
            publisher.publish("t", "" + i, 0);
        }
        slow.send(Publishing.of("elsewhere", "x").qos(1).id(7).packet());
        publisher.publish("t", "last", 0);
        slow.readsOn();
        List<Packet> all = slow.takeAll();
        assertThat(all).hasSize(53);
        assertThat(((Publish) all.get(0)).payload()).hasSize(500_000);
        for (int i = 0; i < 50; i++) {
            assertThat(Client.text((Publish) all.get(i + 1))).isEqualTo("" + i);
        }
        assertThat(all.get(51)).isInstanceOf(PubAck.class);
        assertThat(Client.text((Publish) all.get(52))).isEqualTo("last");
    }

    @Test
    void oneOfThemUnderWayIsNoReasonToDropSmallOnes() {
        Client reader = world.client("reader").connected();
        reader.subscribe("t", 0);
        reader.stopsReading();
        publisher.publish(Publishing.of("t", payload(TEN_MEGABYTES)));
        for (int i = 0; i < 100; i++) {
            publisher.publish("t", "" + i, 0);
        }
        reader.send(PingReq.INSTANCE);
        assertThat(reader.isHeldBack()).isFalse();
        reader.readsOn();
        assertThat(reader.takeMessages()).hasSize(101);
        assertThat(world.dropped(Drop.SLOW_CONSUMER)).isZero();
    }

    @Test
    void manyOfThemToASlowReaderAreDropped() {
        Client reader = world.client("reader").connected();
        reader.subscribe("t", 0);
        reader.stopsReading();
        for (int i = 0; i < 20; i++) {
            publisher.publish(Publishing.of("t", payload(2_000_000)));
        }
        assertThat(world.dropped(Drop.SLOW_CONSUMER)).isBetween(17L, 19L);
        reader.readsOn();
        assertThat(reader.takeMessages().size() + world.dropped(Drop.SLOW_CONSUMER))
                .isEqualTo(20);
    }

    @Test
    void othersAreServedMeanwhile() {
        Client slow = world.client("slow").connected();
        Client fast = world.client("fast").connected();
        slow.subscribe("#", 1);
        fast.subscribe("#", 1);
        slow.stopsReading();
        publisher.publish(Publishing.of("t", payload(5_000_000)).qos(1));
        publisher.publish("t", "small", 1);
        assertThat(fast.takeMessages()).hasSize(2);
        slow.drop();
        fast.pingIsAnswered();
    }
}
