package io.robustmq.broker.core.durable;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.mqtt.topic.TopicName;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Brokers that were there before this code look for what they stored where they put it: the figures are theirs. */
class BucketsTest {

    @ParameterizedTest
    @CsvSource({"client-1, 0, 1, 1, 9, 41", "thermostat, 0, 1, 3, 3, 3", "a, 0, 1, 3, 3, 19"})
    void aClientIsWhereItAlwaysWas(String id, int of1, int of2, int of4, int of16, int of64) {
        assertThat(IntStream.of(1, 2, 4, 16, 64).map(count -> Buckets.of(id.hashCode(), count)))
                .containsExactly(of1, of2, of4, of16, of64);
    }

    @ParameterizedTest
    @CsvSource({"home/kitchen, 0, 1, 1, 1, 17", "häuser/1, 0, 0, 0, 0, 32"})
    void aTopicIsWhereItAlwaysWas(String topic, int of1, int of2, int of4, int of16, int of64) {
        int hash = Arrays.hashCode(TopicName.of(topic).utf8());
        assertThat(IntStream.of(1, 2, 4, 16, 64).map(count -> Buckets.of(hash, count)))
                .containsExactly(of1, of2, of4, of16, of64);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 16, 64})
    void allBucketsGetAboutTheSame(int count) {
        int each = 1_000;
        int[] sizes = new int[count];
        for (int i = 0; i < each * count; i++) {
            sizes[Buckets.of(("device-" + i).hashCode(), count)]++;
        }
        assertThat(IntStream.of(sizes)).allMatch(size -> size > each / 2 && size < 2 * each);
    }

    @Test
    void hashesOfAnySignAreTaken() {
        assertThat(IntStream.of(Integer.MIN_VALUE, -1, 0, 1, Integer.MAX_VALUE).map(hash -> Buckets.of(hash, 7)))
                .allMatch(bucket -> bucket >= 0 && bucket < 7);
    }
}
