package io.robustmq.broker.core.stored;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.mqtt.topic.TopicName;

/** Field by field, arrays by what is in them. */
final class Same {
    private Same() {}

    static void assertSame(Object found, Object expected) {
        assertThat(found)
                .usingRecursiveComparison()
                .withEqualsForType(TopicName::equals, TopicName.class)
                .withEqualsForType(TopicFilter::equals, TopicFilter.class)
                .isEqualTo(expected);
    }
}
