package io.robustmq.broker.core.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.mqtt.UserProperty;
import io.robustmq.broker.mqtt.packet.PublishProperties;
import io.robustmq.broker.mqtt.topic.TopicName;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What limits on bytes go by (no part of a message is free of charge), and what is left of a message's time. */
class MessageTest {
    private static final int LARGE = 60_000;

    private static int heapBytes(int payload, int response, int correlation, int user, int contentType) {
        PublishProperties properties = new PublishProperties(
                PublishProperties.ABSENT,
                PublishProperties.ABSENT,
                0,
                "r".repeat(response),
                new byte[correlation],
                List.of(new UserProperty("u".repeat(user), "")),
                PublishProperties.NO_IDENTIFIERS,
                "c".repeat(contentType));
        TopicName topic = TopicName.of("t");
        return new Message(topic, new byte[payload], 1, false, properties, "", Message.NEVER).heapBytes();
    }

    @Test
    void everyPartThatASenderCanMakeLargeCounts() {
        assertThat(heapBytes(LARGE, 1, 1, 1, 1)).isGreaterThan(LARGE);
        assertThat(heapBytes(1, LARGE, 1, 1, 1)).isGreaterThan(LARGE);
        assertThat(heapBytes(1, 1, LARGE, 1, 1)).isGreaterThan(LARGE);
        assertThat(heapBytes(1, 1, 1, LARGE, 1)).isGreaterThan(LARGE);
        assertThat(heapBytes(1, 1, 1, 1, LARGE)).isGreaterThan(LARGE);
    }

    @Test
    void whatIsLeftOfTheExpiryIsNeverMoreThanThereWas() { // [MQTT-3.3.2-6]
        PublishProperties properties = new PublishProperties(
                PublishProperties.ABSENT, 60, 0, null, null, List.of(), PublishProperties.NO_IDENTIFIERS, null);
        Message message = new Message(TopicName.of("t"), new byte[0], 1, false, properties, "", 1_060_000);
        assertThat(message.propertiesAt(999_900).messageExpiryIntervalSeconds()).isEqualTo(60); // a slow clock
        assertThat(message.propertiesAt(1_000_000).messageExpiryIntervalSeconds())
                .isEqualTo(60);
        assertThat(message.propertiesAt(1_020_000).messageExpiryIntervalSeconds())
                .isEqualTo(40);
        assertThat(message.propertiesAt(2_000_000).messageExpiryIntervalSeconds())
                .isZero();
    }
}
