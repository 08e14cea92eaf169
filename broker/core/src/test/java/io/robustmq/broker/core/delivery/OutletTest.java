package io.robustmq.broker.core.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.robustmq.broker.core.port.Link;
import io.robustmq.broker.core.port.Peer;
import io.robustmq.broker.core.stats.LaneCounters;
import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.packet.AckProperties;
import io.robustmq.broker.mqtt.packet.Disconnect;
import io.robustmq.broker.mqtt.packet.Packet;
import io.robustmq.broker.mqtt.packet.PubAck;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What goes out of an explanation, by what the client asked for and can take. */
class OutletTest {
    private static final Packet ACKNOWLEDGEMENT =
            new PubAck(7, ReasonCode.QUOTA_EXCEEDED, AckProperties.because("no room"));
    private static final Packet GOOD_BYE =
            new Disconnect(ReasonCode.QUOTA_EXCEEDED, Disconnect.ABSENT, "no room", List.of(), null);

    /** A socket that takes everything and does nothing. */
    private static final class Sink implements Link {
        final ByteBuf bytes = Unpooled.buffer();

        @Override
        public Peer peer() {
            return new Peer("127.0.0.1", 1, "tcp", null);
        }

        @Override
        public ByteBuf buffer(int room) {
            return bytes;
        }

        @Override
        public boolean isWritable() {
            return true;
        }

        @Override
        public long pendingBytes() {
            return 0;
        }

        @Override
        public boolean isGone() {
            return false;
        }

        @Override
        public void pauseReading() {}

        @Override
        public void resumeReading() {}

        @Override
        public void moveTo(int lane, Runnable then) {}

        @Override
        public void close() {}

        @Override
        public void cut() {}
    }

    private static String sent(Packet packet, boolean problemInformation, long maximumPacketBytes) {
        Sink link = new Sink();
        new Outlet(link, ProtocolVersion.V5, maximumPacketBytes, problemInformation, 0, 1_000, new LaneCounters())
                .send(packet);
        return new String(ByteBufUtil.getBytes(link.bytes), StandardCharsets.ISO_8859_1);
    }

    @Test
    void anAcknowledgementExplainsItself() {
        assertThat(sent(ACKNOWLEDGEMENT, true, 100)).endsWith("no room");
    }

    @Test
    void itDoesNotToAClientThatDoesNotAsk() { // [MQTT-3.1.2-29]
        assertThat(sent(ACKNOWLEDGEMENT, false, 100)).isNotEmpty().doesNotContain("no room");
    }

    @Test
    void itDoesNotWhereThatWouldBeTooLarge() { // [MQTT-3.4.2-2]
        assertThat(sent(ACKNOWLEDGEMENT, true, 10)).isNotEmpty().doesNotContain("no room");
    }

    @Test
    void disconnectExplainsItselfToAnybody() { // [MQTT-3.1.2-29]
        assertThat(sent(GOOD_BYE, false, 100)).endsWith("no room");
    }

    @Test
    void whatIsTooLargeEvenSoIsNotSent() { // [MQTT-3.1.2-24]
        assertThat(sent(ACKNOWLEDGEMENT, true, 3)).isEmpty();
    }
}
