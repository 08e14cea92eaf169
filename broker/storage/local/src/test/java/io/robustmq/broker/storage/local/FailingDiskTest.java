package io.robustmq.broker.storage.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.storage.base.QueueLimits;
import io.robustmq.broker.storage.kit.Answers;
import io.robustmq.broker.storage.kit.Records;
import io.robustmq.broker.storage.kit.State;
import io.robustmq.broker.storage.spi.ReadRequest;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import io.robustmq.broker.storage.spi.TopicSelection;
import io.robustmq.broker.storage.spi.WriteBatch;
import io.robustmq.broker.storage.spi.Written;
import io.robustmq.journal.storage.file.DiskFolder;
import io.robustmq.journal.storage.file.RemoteStore;
import io.robustmq.journal.storage.log.LogSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that fails: nothing is acknowledged that is not safe, and nothing is written behind a failure. */
class FailingDiskTest {
    private static final int SEGMENT_BYTES = 64 << 10;
    private static final int MAX_APPEND_BYTES = 256 << 10;

    private Path folder;
    private FailingFolder disk;
    private StateStore state;
    private StateFlusher flusher;
    private ShardLog log;
    private ShardWriter writer;

    @BeforeEach
    void open(@TempDir Path scratch) throws IOException {
        folder = scratch;
        start();
    }

    private void start() throws IOException {
        disk = new FailingFolder(DiskFolder.open(folder.resolve("shard-0")));
        state = new StateStore(folder.resolve("state"), 64 << 20, 1 << 20);
        flusher = new StateFlusher(state, 1 << 30, 3_600_000);
        LogSettings settings = LogSettings.DEFAULTS.with(draft -> {
            draft.segmentBytes = SEGMENT_BYTES;
            draft.maxAppendBytes = MAX_APPEND_BYTES;
        });
        log = new ShardLog(disk, RemoteStore.NONE, settings, Runnable::run, new PassingOver(false));
        log.replay(state.applied(0), (changes, applied) -> state.apply(0, changes, applied));
        QueueLimits limits = new QueueLimits(100, 1 << 20, 1 << 20);
        writer = new ShardWriter(0, log, state, flusher, limits, state.applied(0), 1_000);
        flusher.start(List.of(writer));
        writer.start(() -> {});
    }

    @AfterEach
    void close() {
        writer.close();
        flusher.close();
        log.close();
        state.close();
    }

    private static WriteBatch batch(String value) {
        return new WriteBatch(List.of(Records.record("t", value)), List.of(State.put("last", value)));
    }

    private List<String> written() {
        var page = log.read(new ReadRequest(0, TopicSelection.ALL, 1_000, 1 << 20), writer.nextOffset());
        return Records.payloads(page.records());
    }

    @Test
    void afterAFailedFsyncTheShardTakesNoMoreUntilARestart() throws IOException {
        Answers.of(writer.submit(batch("safe")));
        disk.failSync(true);
        StorageException refusal = Answers.refusal(writer.submit(batch("lost")));
        assertThat(refusal.kind()).isEqualTo(Kind.FAILED);
        assertThat(refusal).hasMessageContaining("this disk is broken").hasMessageContaining("see to the disk");
        disk.failSync(false);

        assertThat(Answers.refusal(writer.submit(batch("late"))).kind()).isEqualTo(Kind.FAILED);
        assertThat(writer.trouble()).contains("this disk is broken");
        assertThat(written()).containsExactly("safe");
        assertThat(Records.text(state.get(0, Records.bytes("last")))).isEqualTo("safe");
        close();
        start();
        // It is not known whether the one whose fsync failed is there; if it is, then as a whole.
        assertThat(written()).isIn(List.of("safe"), List.of("safe", "lost"));
        assertThat(Records.text(state.get(0, Records.bytes("last"))))
                .isEqualTo(written().getLast());
        Answers.of(writer.submit(batch("again")));
        assertThat(written()).endsWith("again");
    }

    @Test
    void aFullDiskRefusesTheGroupAndRecovers() {
        Answers.of(writer.submit(batch("before")));
        disk.full(true);
        StorageException refusal = Answers.refusal(writer.submit(batch("no room")));
        assertThat(refusal.kind()).isEqualTo(Kind.FULL);
        assertThat(writer.trouble()).isEqualTo(refusal.getMessage());
        assertThat(written()).containsExactly("before");
        disk.full(false);

        Answers.of(writer.submit(batch("after")));
        assertThat(writer.trouble()).isEmpty();
        assertThat(written()).containsExactly("before", "after");
        assertThat(Records.text(state.get(0, Records.bytes("last")))).isEqualTo("after");
    }

    @Test
    void aBatchThatIsTooLargeFailsAlone() {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            CompletionStage<Written> before = writer.submit(batch(i + " before"));
            CompletionStage<Written> tooLarge = writer.submit(batch("x".repeat(MAX_APPEND_BYTES)));
            CompletionStage<Written> behind = writer.submit(batch(i + " behind"));
            Answers.of(before);
            assertThat(Answers.refusal(tooLarge).kind()).isEqualTo(Kind.TOO_LARGE);
            Answers.of(behind);
            expected.addAll(List.of(i + " before", i + " behind"));
        }
        assertThat(written()).isEqualTo(expected);
        assertThat(writer.trouble()).isEmpty();
    }

    @Test
    void tooManyOpenFilesRefuseWhatNeedsOneMoreAndAreNotFinal() {
        disk.tooManyFiles(true);
        List<String> expected = new ArrayList<>();
        StorageException refusal = null;
        for (int i = 0; refusal == null; i++) {
            assertThat(i).as("a segment is full at last").isLessThan(2 * SEGMENT_BYTES / 1_000);
            String value = i + "x".repeat(1_000);
            try {
                Answers.of(writer.submit(batch(value)));
                expected.add(value);
            } catch (StorageException e) {
                refusal = e;
            }
        }
        assertThat(refusal.kind()).isEqualTo(Kind.FULL);
        assertThat(refusal).hasMessageContaining("too many open files").hasMessageContaining("ulimit");
        assertThat(writer.trouble()).isEqualTo(refusal.getMessage());
        assertThat(Answers.refusal(writer.submit(batch("not yet" + "x".repeat(1_000))))
                        .kind())
                .isEqualTo(Kind.FULL);
        disk.tooManyFiles(false);

        Answers.of(writer.submit(batch("after")));
        expected.add("after");
        assertThat(writer.trouble()).isEmpty();
        assertThat(written()).isEqualTo(expected);
    }

    @Test
    void aWriteThatFailsIsFinal() {
        disk.failWrite(true);
        assertThat(Answers.refusal(writer.submit(batch("lost"))).kind()).isEqualTo(Kind.FAILED);
        disk.failWrite(false);

        assertThat(Answers.refusal(writer.submit(batch("late"))).kind()).isEqualTo(Kind.FAILED);
        assertThat(written()).isEmpty();
        assertThat(state.get(0, Records.bytes("last"))).isNull();
    }
}
