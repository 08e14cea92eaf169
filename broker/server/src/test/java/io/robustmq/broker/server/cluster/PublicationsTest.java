package io.robustmq.broker.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.api.v1.Publication;
import io.robustmq.broker.core.forward.Addressees;
import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.mqtt.UserProperty;
import io.robustmq.broker.mqtt.packet.PublishProperties;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.mqtt.topic.TopicName;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A message is the same on the other side, but for the time its expiry counts from. */
class PublicationsTest {
    private static final long HERE = 1_000_000;
    private static final long THERE = 5_000_000;

    private static Publication wire(Message message, Addressees to) throws Exception {
        return Publication.parseFrom(Publications.of(message, to, HERE).toByteArray());
    }

    @Test
    void nothingOfAMessageIsLost() throws Exception {
        PublishProperties properties = new PublishProperties(
                1,
                0xFFFF_FFFFL,
                0,
                "reply/to",
                new byte[] {1, 2},
                List.of(new UserProperty("a", "b"), new UserProperty("a", "")),
                PublishProperties.NO_IDENTIFIERS,
                "text/plain");
        Message sent = new Message(
                TopicName.of("t/ä"), new byte[] {0, -1, 7}, 2, true, properties, "publisher", HERE + 60_000);
        Addressees to =
                new Addressees(true, true, List.of(TopicFilter.parse("$share/g/t/+"), TopicFilter.parse("$queue/t/#")));

        Publication wire = wire(sent, to);
        Message got = Publications.message(wire, THERE);

        assertThat(got.topic()).isEqualTo(sent.topic());
        assertThat(got.payload()).isEqualTo(sent.payload());
        assertThat(got.qos()).isEqualTo(2);
        assertThat(got.retain()).isTrue();
        assertThat(got.publisher()).isEqualTo("publisher");
        assertThat(got.expiresAtMillis()).isEqualTo(THERE + 60_000);
        assertThat(got.properties()).usingRecursiveComparison().isEqualTo(properties);
        assertThat(Publications.addressees(wire)).isEqualTo(to);
    }

    @Test
    void aPlainMessageHasNothingButItself() throws Exception {
        Message sent =
                new Message(TopicName.of("t"), new byte[0], 0, false, PublishProperties.NONE, "p", Message.NEVER);
        Publication wire = wire(sent, Addressees.SESSIONS);
        Message got = Publications.message(wire, THERE);
        assertThat(got.properties().isNone()).isTrue();
        assertThat(got.expiresAtMillis()).isEqualTo(Message.NEVER);
        assertThat(Publications.addressees(wire)).isEqualTo(Addressees.SESSIONS);
        assertThat(wire.getSerializedSize()).isLessThan(12);
    }

    @Test
    void oneForAGroupAloneIsForNobodyElse() throws Exception {
        Message sent =
                new Message(TopicName.of("t"), new byte[0], 0, false, PublishProperties.NONE, "p", Message.NEVER);
        Addressees to = Addressees.oneOf(TopicFilter.parse("$share/g/t"));
        assertThat(Publications.addressees(wire(sent, to))).isEqualTo(to);
    }
}
