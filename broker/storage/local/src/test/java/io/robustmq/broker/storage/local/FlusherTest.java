package io.robustmq.broker.storage.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.storage.kit.Answers;
import io.robustmq.broker.storage.kit.Records;
import io.robustmq.broker.storage.kit.State;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the state is brought to the disk. */
class FlusherTest {
    private static final long NEVER = 3_600_000;

    private final AtomicLong applied = new AtomicLong();
    private final AtomicLong flushed = new AtomicLong(-1);
    private StateStore state;
    private StateFlusher flusher;

    @BeforeEach
    void open(@TempDir Path folder) {
        state = new StateStore(folder.resolve("state"), 64 << 20, 1 << 20);
    }

    @AfterEach
    void close() {
        flusher.close();
        state.close();
    }

    private void start(long bytes, long millis) {
        flusher = new StateFlusher(state, bytes, millis);
        flusher.start(List.of(new StateFlusher.Source() {
            @Override
            public long applied() {
                return applied.get();
            }

            @Override
            public void flushed(long appliedOffset) {
                flushed.set(appliedOffset);
            }

            @Override
            public void refill() {}
        }));
    }

    private void apply(long offset, long bytes) {
        state.apply(0, List.of(List.of(State.put("k", "" + offset))), offset);
        applied.set(offset);
        flusher.applied(bytes, bytes);
    }

    @Test
    void afterSoManyBytes() {
        start(1_000, NEVER);
        apply(5, 400);
        apply(6, 400);
        assertThat(flushed).hasValue(-1);
        apply(7, 400);

        Answers.until("it is flushed", () -> flushed.get() == 7);
        assertThat(state.applied(0)).isEqualTo(7);
        assertThat(Records.text(state.get(0, Records.bytes("k")))).isEqualTo("7");
    }

    @Test
    void soLongAfterAWrite() {
        start(1 << 30, 20);
        apply(5, 1);
        Answers.until("it is flushed", () -> flushed.get() == 5);
        apply(6, 1);
        Answers.until("it is flushed again", () -> flushed.get() == 6);
    }

    @Test
    void whenAsked() {
        start(1 << 30, NEVER);
        apply(5, 1);
        flusher.flush();

        assertThat(flushed).hasValue(5);
        assertThat(flusher.failure()).isNull();
    }
}
