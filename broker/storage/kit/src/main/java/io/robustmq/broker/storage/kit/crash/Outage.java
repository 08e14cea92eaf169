package io.robustmq.broker.storage.kit.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.storage.kit.Answers;
import io.robustmq.broker.storage.spi.Shard;
import io.robustmq.broker.storage.spi.Storage;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The medium of a storage goes away while some writers write as fast as they can, and comes back. Nothing that was acknowledged
 * is lost, nothing happens twice, nothing overtakes what is in doubt, who writes meanwhile is told that it may go later, health
 * says what is wrong, and all goes on by itself. The medium is away for {@code -Drobustmq.kit.outage.seconds}, or as long as
 * the test says.
 */
public final class Outage {
    private static final int WRITERS = 4;
    private static final Set<Kind> MAY_PASS = EnumSet.of(Kind.UNAVAILABLE, Kind.FULL, Kind.CONFLICT);

    private final Storage storage;
    private final List<Writer> writers = new ArrayList<>();
    private final OrderedWriter ordered;

    /** @param storage with nothing in it */
    public Outage(Storage storage) {
        this.storage = storage;
        for (int who = 0; who < WRITERS; who++) {
            Workload workload = new Workload(storage.shard(who % storage.shards()), who);
            writers.add(new Writer(workload, storage, who));
        }
        ordered = new OrderedWriter(storage.shard(0), WRITERS);
    }

    /** Returns how many writes were refused meanwhile. */
    public int endure(Runnable goAway, Runnable comeBack, Duration away) throws InterruptedException {
        long millis = Duration.ofSeconds(Long.getLong("robustmq.kit.outage.seconds", away.toSeconds()))
                .toMillis();
        writers.forEach(Writer::start);
        ordered.start();
        awaitMore("before");
        goAway.run();
        long gone = System.nanoTime();
        Answers.until("health says so", () -> !storage.trouble().isEmpty());
        Answers.until("the time is over", () -> System.nanoTime() - gone > millis * 1_000_000);
        assertThat(storage.trouble()).as("trouble").isNotEmpty();
        comeBack.run();
        awaitMore("afterwards");
        Answers.until("health is well again", () -> storage.trouble().isEmpty());
        int refused = 0;
        for (Writer writer : writers) {
            refused += writer.end();
        }
        ordered.end();
        for (Writer writer : writers) {
            writer.check();
        }
        ordered.check();
        for (int shard = 0; shard < storage.shards(); shard++) {
            Workload.checkLog(storage.shard(shard), WRITERS + 1);
        }
        return refused;
    }

    private void awaitMore(String when) {
        for (Writer writer : writers) {
            int enough = writer.acknowledged() + 50;
            Answers.until("writing goes on " + when, () -> writer.acknowledged() > enough);
        }
    }

    private static final class Writer {
        private static final int IN_FLIGHT = 20;
        private static final long PAUSE_NANOS = 20_000_000;

        private final Workload workload;
        private final Storage storage;
        private final int who;
        private final Thread thread;
        private final AtomicInteger acknowledged = new AtomicInteger(-1);
        private int refused;
        private volatile boolean ending;
        private volatile @Nullable Throwable fault;

        Writer(Workload workload, Storage storage, int who) {
            this.workload = workload;
            this.storage = storage;
            this.who = who;
            this.thread = Thread.ofPlatform().daemon().name("writer-" + who).unstarted(this::run);
        }

        void start() {
            thread.start();
        }

        int acknowledged() {
            if (fault != null) {
                throw new AssertionError("writer " + who, fault);
            }
            return acknowledged.get();
        }

        private void run() {
            try {
                for (int next = 0; !ending; ) {
                    next = write(next) ? next + IN_FLIGHT : resolved() + 1;
                }
            } catch (Throwable e) {
                fault = e;
            }
        }

        /** Whether some batches, all under way at once, were written; else it is not known how many. */
        private boolean write(int from) {
            Shard shard = storage.shard(who % storage.shards());
            List<CompletionStage<?>> answers = new ArrayList<>();
            for (int n = from; n < from + IN_FLIGHT; n++) {
                answers.add(shard.write(workload.batch(n)));
            }
            boolean all = true;
            for (int i = 0; i < IN_FLIGHT; i++) {
                try {
                    Answers.of(answers.get(i));
                    acknowledged.accumulateAndGet(from + i, Math::max);
                } catch (StorageException e) {
                    assertThat(e.kind()).as(e.getMessage()).isIn(MAY_PASS);
                    refused++;
                    all = false;
                }
            }
            return all;
        }

        /** The last batch that is there, once that can be asked. */
        private int resolved() {
            while (true) {
                LockSupport.parkNanos(PAUSE_NANOS);
                try {
                    int last = workload.last();
                    assertThat(last).as("writer %d", who).isGreaterThanOrEqualTo(acknowledged.get());
                    return last;
                } catch (StorageException e) {
                    assertThat(e.kind()).as(e.getMessage()).isIn(MAY_PASS);
                }
            }
        }

        int end() throws InterruptedException {
            ending = true;
            thread.join();
            acknowledged();
            return refused;
        }

        void check() {
            workload.check(acknowledged.get());
        }
    }
}
