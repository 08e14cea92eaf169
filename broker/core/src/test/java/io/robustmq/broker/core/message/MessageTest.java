package io.robustmq.broker.core.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.mqtt.UserProperty;
import io.robustmq.broker.mqtt.packet.PublishProperties;
import io.robustmq.broker.mqtt.topic.TopicName;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What limits on bytes go by: no part of a message is free of charge. */
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
}
