package io.robustmq.broker.bench;

import io.robustmq.broker.mqtt.topic.TopicFilter;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a SUBSCRIBE costs before anything is looked up: its topic filter, parsed and checked. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TopicFilterParsing {

    @Param({"plant/7/line/3/temperature", "plant/+/line/#", "$share/workers/plant/+/line/#"})
    public String text = "";

    @Benchmark
    public TopicFilter parse() {
        return TopicFilter.parse(text);
    }
}
