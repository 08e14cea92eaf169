package io.robustmq.broker.core.stored;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.mqtt.UserProperty;
import io.robustmq.broker.mqtt.packet.PublishProperties;
import io.robustmq.broker.mqtt.topic.TopicName;
import io.robustmq.broker.storage.spi.LogRecord;
import io.robustmq.broker.storage.spi.LogRecord.Header;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The bytes of a message, and what is said of those that are none. */
class MessageFormatTest {
    private static final byte[] PLAIN_HEADER = {1, 1, 0};

    private static Message message(int qos, PublishProperties properties, long expiresAtMillis) {
        byte[] payload = "hi".getBytes(UTF_8);
        return new Message(TopicName.of("a/b"), payload, qos, true, properties, "me", expiresAtMillis);
    }

    private static PublishProperties all() {
        return new PublishProperties(
                1,
                60,
                0,
                "r",
                new byte[] {7},
                List.of(new UserProperty("k", "v")),
                PublishProperties.NO_IDENTIFIERS,
                "t");
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static LogRecord record(byte[] topic, Header... headers) {
        return new LogRecord(0, topic, null, List.of(headers), new byte[0]);
    }

    private static LogRecord record(Header... headers) {
        return record(new byte[] {'t'}, headers);
    }

    @Test
    void aPlainMessageCostsOneSmallHeader() {
        LogRecord record = MessageFormat.toRecord(message(1, PublishProperties.NONE, Message.NEVER), 5);
        assertThat(record.headers()).hasSize(1);
        assertThat(hex(record.headers().get(0).value()))
                .isEqualTo(
                        "01" // version
                                + "05" // QoS 1, RETAIN
                                + "026d65"); // publisher "me"
    }

    @Test
    void everyFieldHasItsPlaceInTheHeader() {
        LogRecord record = MessageFormat.toRecord(message(2, all(), 300), 5);
        assertThat(hex(record.headers().get(0).value()))
                .isEqualTo(
                        "01" // version
                                + "ee07" // QoS 2, RETAIN, and all there can be
                                + "026d65" // publisher "me"
                                + "ac02" // expires at 300
                                + "3c" // 60 s after it was published
                                + "0172" // response topic "r"
                                + "0107" // correlation data
                                + "0174"); // content type "t"
        assertThat(record.headers().get(1).name()).isEqualTo("k");
        assertThat(hex(record.headers().get(1).value())).isEqualTo("76");
    }

    @Test
    void aMessageByItselfHasTopicUserPropertiesAndPayloadToo() {
        assertThat(hex(MessageFormat.toBytes(message(2, all(), 300))))
                .isEqualTo("01ee07026d65ac023c017201070174"
                        + "03612f62" // topic "a/b"
                        + "01" + "016b" + "0176" // one user property, k: v
                        + "026869"); // payload "hi"
    }

    @Test
    void aMessageWithoutPropertiesComesBackWithTheOneNone() {
        Message plain = message(1, PublishProperties.NONE, 300);
        assertThat(MessageFormat.toMessage(MessageFormat.toRecord(plain, 0)).properties())
                .isSameAs(PublishProperties.NONE);
        assertThat(MessageFormat.toMessage(MessageFormat.toBytes(plain)).properties())
                .isSameAs(PublishProperties.NONE);
    }

    @Test
    void aUserPropertyThatIsCalledAsOurHeaderSurvives() {
        List<UserProperty> user = List.of(new UserProperty("mqtt", "mine"), new UserProperty("mqtt", ""));
        PublishProperties properties = new PublishProperties(
                PublishProperties.ABSENT,
                PublishProperties.ABSENT,
                0,
                null,
                null,
                user,
                PublishProperties.NO_IDENTIFIERS,
                null);
        LogRecord record = MessageFormat.toRecord(message(0, properties, Message.NEVER), 0);
        assertThat(MessageFormat.toMessage(record).properties().userProperties())
                .isEqualTo(user);
    }

    @Test
    void namesMayBeAsLongAsMqttAllows() {
        String longest = "é".repeat(32_767);
        PublishProperties properties = new PublishProperties(
                PublishProperties.ABSENT,
                PublishProperties.ABSENT,
                0,
                longest,
                new byte[65_535],
                List.of(new UserProperty(longest, longest)),
                PublishProperties.NO_IDENTIFIERS,
                longest);
        Message message = new Message(TopicName.of(longest), new byte[0], 1, false, properties, longest, Message.NEVER);
        Same.assertSame(MessageFormat.toMessage(MessageFormat.toRecord(message, 0)), message);
        Same.assertSame(MessageFormat.toMessage(MessageFormat.toBytes(message)), message);
    }

    @Test
    void aRecordWithoutOurHeaderInFrontHoldsNoMessage() {
        assertThatThrownBy(() -> MessageFormat.toMessage(record()))
                .isInstanceOf(StoredFormatException.class)
                .hasMessageContaining("first header is not \"mqtt\"");
        assertThatThrownBy(() -> MessageFormat.toMessage(
                        record(new Header("k", PLAIN_HEADER), new Header("mqtt", PLAIN_HEADER))))
                .isInstanceOf(StoredFormatException.class)
                .hasMessageContaining("first header is not \"mqtt\"");
    }

    @Test
    void aTopicThatIsNoneIsRefused() {
        Header header = new Header("mqtt", PLAIN_HEADER);
        assertThatThrownBy(() -> MessageFormat.toMessage(record("a/+".getBytes(UTF_8), header)))
                .isInstanceOf(StoredFormatException.class)
                .hasMessageContaining("wildcard");
        assertThatThrownBy(() -> MessageFormat.toMessage(record(new byte[] {(byte) 0xC3}, header)))
                .isInstanceOf(StoredFormatException.class)
                .hasMessageContaining("UTF-8");
    }

    @Test
    void aUserPropertyThatIsNoTextIsRefused() {
        Header bytes = new Header("k", new byte[] {'a', (byte) 0x80});
        assertThatThrownBy(() -> MessageFormat.toMessage(record(new Header("mqtt", PLAIN_HEADER), bytes)))
                .isInstanceOf(StoredFormatException.class)
                .hasMessageContaining("not UTF-8");
    }

    @Test
    void valuesThatMeanNothingAreRefused() {
        assertRefused(new byte[] {0, 1, 0}, "version is 0");
        assertRefused(
                new byte[] {2, 1, 0}, "written by a newer version of the broker (format 2; this one reads up to 1)");
        assertRefused(new byte[] {1, 3, 0}, "a QoS is 3");
        assertRefused(new byte[] {1, 0x30, 0}, "payload format indicator is 2");
        assertRefused(new byte[] {1, (byte) 0x80, 0x08, 0}, "the flags is 1024");
        assertRefused(new byte[] {1, 0, 1, (byte) 0xFF}, "not UTF-8");
        assertRefused(HexFormat.of().parseHex("010800ffffffffffffffffff02"), "more than 64 bits");
        assertRefused(HexFormat.of().parseHex("014000ffffffff1f"), "a message expiry is 8589934591");
    }

    private static void assertRefused(byte[] header, String why) {
        assertThatThrownBy(() -> MessageFormat.toMessage(record(new Header("mqtt", header))))
                .isInstanceOf(StoredFormatException.class)
                .hasMessageStartingWith("a stored message cannot be read: ")
                .hasMessageContaining(why);
    }
}
