package io.robustmq.broker.core.retained;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.mqtt.topic.TopicName;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class RetainedStoreTest {
    private final RetainedStore<String> store = new RetainedStore<>();

    @Test
    void keepsTheLastValueOfATopic() {
        assertThat(put("a/b", "first")).isNull();
        assertThat(put("a/b", "second")).isEqualTo("first");
        assertThat(store.size()).isOne();
        assertThat(store.get(TopicName.of("a/b"))).isEqualTo("second");
        assertThat(store.remove(TopicName.of("a/b"))).isEqualTo("second");
        assertThat(store.remove(TopicName.of("a/b"))).isNull();
        assertThat(store.size()).isZero();
    }

    @Test
    void whatExpiresDoesNotTakeANewerValueWithIt() {
        put("a", "old");
        put("a", "new");
        assertThat(store.remove(TopicName.of("a"), "old")).isFalse();
        assertThat(store.get(TopicName.of("a"))).isEqualTo("new");
        assertThat(store.remove(TopicName.of("a"), "new")).isTrue();
        assertThat(store.size()).isZero();
    }

    @Test
    void leadingWildcardsDoNotSeeTopicsThatBeginWithDollar() { // [MQTT-4.7.2-1]
        put("!", "1");
        put("$SYS/uptime", "2");
        put("a/uptime", "3");
        assertThat(scan("#")).containsExactly("1", "3");
        assertThat(scan("+/uptime")).containsExactly("3");
        assertThat(scan("$SYS/#")).containsExactly("2");
    }

    @Test
    void leavesOutWhatLiesBetweenMatches() {
        for (int device = 0; device < 1_000; device++) {
            for (int metric = 0; metric < 100; metric++) {
                put("plant/" + device + "/" + metric, "value");
            }
        }
        for (int i = 0; i < 1_000; i++) {
            put("other/" + i, "value");
        }
        RetainedScan<String> scan = store.scan(TopicFilter.parse("plant/+/50"));
        List<TopicName> found = new ArrayList<>();
        int steps = 0;
        while (scan.next(10, 100, (topic, _) -> found.add(topic))) {
            steps += 100;
        }
        assertThat(found).hasSize(1_000).isSorted();
        assertThat(steps).isLessThan(30_000);
    }

    @Test
    void givesOverALargeStoreInSmallSteps() {
        for (int i = 0; i < 10_000; i++) {
            put("plant/" + i, "value");
        }
        RetainedScan<String> scan = store.scan(TopicFilter.parse("#"));
        List<TopicName> found = new ArrayList<>();
        boolean more = true;
        while (more) {
            int before = found.size();
            more = scan.next(7, 1_000, (topic, _) -> found.add(topic));
            assertThat(found.size() - before).isLessThanOrEqualTo(7);
        }
        assertThat(found).hasSize(10_000).doesNotHaveDuplicates();
        assertThat(scan.next(7, 1_000, (topic, _) -> found.add(topic))).isFalse();
        assertThat(found).hasSize(10_000);
    }

    @Test
    void aScanSeesWhatStaysOnceWhateverComesAndGoesMeanwhile()
            throws InterruptedException, ExecutionException, TimeoutException {
        for (int i = 0; i < 2_000; i++) {
            put("plant/" + i + "/stays", "stays");
        }
        AtomicBoolean scanning = new AtomicBoolean(true);
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            Future<?> churn = threads.submit(() -> comeAndGo(scanning));
            for (int round = 0; round < 50; round++) {
                List<TopicName> seen = new ArrayList<>();
                List<String> stayed = new ArrayList<>();
                RetainedScan<String> scan = store.scan(TopicFilter.parse("plant/+/#"));
                while (scan.next(50, 100, (topic, value) -> {
                    seen.add(topic);
                    if (value.equals("stays")) {
                        stayed.add(value);
                    }
                })) {}
                assertThat(seen).isSorted().doesNotHaveDuplicates();
                assertThat(stayed).hasSize(2_000);
            }
            scanning.set(false);
            churn.get(60, TimeUnit.SECONDS);
        }
        assertThat(store.size()).isEqualTo(2_000);
    }

    private void comeAndGo(AtomicBoolean scanning) {
        for (int i = 0; scanning.get(); i++) {
            put("plant/" + i % 2_000 + "/comes", "comes");
            put("plant/" + i % 2_000 + "/stays", "stays");
            store.remove(TopicName.of("plant/" + i % 2_000 + "/comes"));
        }
    }

    private String put(String topic, String value) {
        return store.put(TopicName.of(topic), value);
    }

    private List<String> scan(String filter) {
        List<String> found = new ArrayList<>();
        RetainedScan<String> scan = store.scan(TopicFilter.parse(filter));
        assertThat(scan.next(100, 100, (_, value) -> found.add(value))).isFalse();
        return found;
    }
}
