package io.robustmq.broker.server.limits;

import io.robustmq.broker.core.stats.Drop;
import io.robustmq.broker.core.stats.LaneCounters;
import io.robustmq.broker.server.conformance.BrokerSetup;
import io.robustmq.broker.server.conformance.ConformanceTest;
import java.util.function.ToLongFunction;

/** A test that starts brokers of its own and looks at what they count. */
abstract class LimitTest extends ConformanceTest {

    /** @param namesAndValues as in {@link BrokerSetup#with} */
    final void startWith(String... namesAndValues) {
        start(BrokerSetup.with(namesAndValues));
    }

    /** The sum over all lanes; perhaps a moment old. */
    final long counted(ToLongFunction<LaneCounters> counter) {
        return broker().node().counters().stream().mapToLong(counter).sum();
    }

    final long dropped(Drop why) {
        return counted(lane -> lane.droppedBecause(why));
    }
}
