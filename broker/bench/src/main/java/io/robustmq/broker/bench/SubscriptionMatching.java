package io.robustmq.broker.bench;

import io.robustmq.broker.core.subscription.SubscriptionTree;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.mqtt.topic.TopicName;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What a PUBLISH costs that no cached route answers: the search for its targets, and what it costs when one does: the look
 * at the version. 100,000 filters of three shapes, topics drawn at random, and one topic with 500 targets.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SubscriptionMatching {
    private static final int FILTERS = 100_000;
    private static final int TOPICS = 1 << 16;

    private final SubscriptionTree<Object> tree = new SubscriptionTree<>(new Random(1));
    private final TopicName[] topics = new TopicName[TOPICS];
    private final TopicName news = TopicName.of("news/today");
    private final Gathered gathered = new Gathered();
    private int next;

    /** Takes the targets down, as a route does. */
    private static final class Gathered implements Consumer<Object> {
        private final Object[] targets = new Object[1_024];
        private int found;

        @Override
        public void accept(Object target) {
            targets[found++ & 1_023] = target;
        }
    }

    @Setup
    public void subscribe() {
        String[] shapes = {"plant/%d/+/value", "plant/+/%d/#", "+/%d/line/#"};
        for (int i = 0; i < FILTERS; i++) {
            tree.add(TopicFilter.parse(shapes[i % shapes.length].formatted(i)), new Object());
        }
        for (int i = 0; i < 500; i++) {
            tree.add(TopicFilter.parse("news/today"), new Object());
        }
        Random random = new Random(1);
        for (int i = 0; i < TOPICS; i++) {
            topics[i] = TopicName.of("plant/%d/line/value".formatted(random.nextInt(FILTERS)));
        }
    }

    @Benchmark
    public int oneOfManyWildcards() {
        tree.match(topics[next++ & (TOPICS - 1)], gathered);
        return gathered.found;
    }

    @Benchmark
    public int fiveHundredTargets() {
        tree.match(news, gathered);
        return gathered.found;
    }

    @Benchmark
    public int versionOfATopic() {
        return tree.version(topics[next++ & (TOPICS - 1)]);
    }

    @Benchmark
    public void versionOfAStripe(Blackhole blackhole) {
        blackhole.consume(tree.version(next++ & 0xFFFFFF));
    }
}
