package io.robustmq.broker.storage.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.storage.base.QueueLimits;
import io.robustmq.broker.storage.kit.Answers;
import io.robustmq.broker.storage.kit.Records;
import io.robustmq.broker.storage.kit.crash.SmallDisk;
import io.robustmq.broker.storage.spi.ReadRequest;
import io.robustmq.broker.storage.spi.StateChange;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import io.robustmq.broker.storage.spi.TopicSelection;
import io.robustmq.broker.storage.spi.WriteBatch;
import io.robustmq.journal.storage.file.DiskFolder;
import io.robustmq.journal.storage.file.RemoteStore;
import io.robustmq.journal.storage.log.LogSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody else fills the disk: before the state is flushed, and, which its database does not survive, while it is. */
class FullDiskStateTest {
    private static final long NEVER = 3_600_000;

    private Path folder;
    private SmallDisk disk;
    private FailingFolder logFolder;
    private StateStore state;
    private StateFlusher flusher;
    private ShardLog log;
    private ShardWriter writer;

    /** Done once a flush has seen that there is room, before it begins. */
    private volatile Runnable atFlush = () -> {};

    @BeforeEach
    void open(@TempDir Path scratch) throws IOException {
        folder = scratch.resolve("small-disk");
        Assumptions.assumeTrue(SmallDisk.canBeHad(folder), "needs to mount a tmpfs");
        disk = new SmallDisk(folder, 16);
        start(NEVER);
    }

    private void start(long flushMillis) throws IOException {
        state = new StateStore(folder.resolve("state"), 8 << 20, 1 << 20);
        flusher = new StateFlusher(state, Long.MAX_VALUE, flushMillis);
        LogSettings settings = LogSettings.DEFAULTS.with(draft -> draft.zeroBytes = 64 << 10);
        logFolder = new FailingFolder(DiskFolder.open(folder.resolve("shard-0")));
        log = new ShardLog(logFolder, RemoteStore.NONE, settings, Runnable::run, new PassingOver(false));
        log.replay(state.applied(0), (changes, applied) -> state.apply(0, changes, applied));
        QueueLimits limits = new QueueLimits(100, 1 << 20, 1 << 20);
        writer = new ShardWriter(0, log, state, flusher, limits, state.applied(0), 1_000);
        flusher.start(List.of(new StateFlusher.Source() {
            @Override
            public long applied() {
                atFlush.run();
                return writer.applied();
            }

            @Override
            public void flushed(long appliedOffset) {
                writer.flushed(appliedOffset);
            }

            @Override
            public void refill() {
                writer.refill();
            }
        }));
        writer.start(() -> {});
    }

    @AfterEach
    void close() throws IOException {
        if (disk != null) {
            stop();
            disk.close();
        }
    }

    private void stop() {
        writer.close();
        flusher.close();
        log.close();
        state.close();
    }

    private static WriteBatch batch(int number) {
        byte[] value = new byte[20_000]; // that does not get smaller
        new Random(number).nextBytes(value);
        return new WriteBatch(
                List.of(Records.record("t", "" + number)),
                List.of(new StateChange.Put(Records.bytes("k" + number), value)));
    }

    private List<String> written() {
        var page = log.read(new ReadRequest(0, TopicSelection.ALL, 1_000, 1 << 20), writer.nextOffset());
        return Records.payloads(page.records());
    }

    private void write(int from, int to) {
        for (int number = from; number < to; number++) {
            Answers.of(writer.submit(batch(number)));
        }
    }

    private void isThere(int from, int to) {
        List<String> all = new ArrayList<>();
        for (int number = from; number < to; number++) {
            all.add("" + number);
            assertThat(state.get(0, Records.bytes("k" + number)))
                    .as("state of " + number)
                    .isEqualTo(((StateChange.Put) batch(number).changes().getFirst()).value());
        }
        assertThat(written()).isEqualTo(all);
    }

    private Path fill() {
        Path file = folder.resolve("filler");
        try (var out = Files.newOutputStream(file)) {
            byte[] some = new byte[4 << 10];
            while (true) {
                out.write(some);
            }
        } catch (IOException full) {
            return file;
        }
    }

    private static StorageException refusal(Runnable what) {
        try {
            what.run();
        } catch (StorageException e) {
            return e;
        }
        throw new AssertionError("there was room");
    }

    @Test
    void flushingIsRefusedUntilThereIsRoom() throws IOException {
        write(0, 50);
        Path filler = fill();

        assertThat(refusal(flusher::flush).kind()).isEqualTo(Kind.FULL);
        assertThat(refusal(flusher::flush)).hasMessageContaining("disk");
        assertThat(flusher.trouble()).isEmpty();
        assertThat(flusher.unflushedStateBytes()).isGreaterThan(1_000_000);
        Files.delete(filler);

        flusher.flush();
        assertThat(flusher.unflushedStateBytes()).isZero();
        isThere(0, 50);
    }

    @Test
    void aFlushThatFindsNoRoomIsMadeUpForWhenThereIsSome() throws IOException {
        write(0, 50);
        long before = flusher.unflushedStateBytes();
        atFlush = this::fill;
        assertThat(refusal(flusher::flush).kind()).isEqualTo(Kind.FULL);
        atFlush = () -> {};

        assertThat(flusher.trouble()).contains("disk").contains("make room");
        assertThat(flusher.failure()).isNull();
        assertThat(flusher.unflushedStateBytes()).isEqualTo(before);
        assertThat(Answers.refusal(writer.submit(batch(50))).kind()).isEqualTo(Kind.FULL);
        assertThat(refusal(flusher::flush).kind()).isEqualTo(Kind.FULL);
        isThere(0, 50); // it can be read meanwhile
        Files.delete(folder.resolve("filler"));

        flusher.flush();
        assertThat(flusher.trouble()).isEmpty();
        write(50, 60);
        isThere(0, 60);
        stop();
        start(NEVER);
        isThere(0, 60);
    }

    /** The log has room where the state has none: what was written takes effect, though nobody could be told. */
    @Test
    void aWriteThatIsInTheLogAloneIsSeenWhenTheStateIsMadeAnew() throws IOException {
        write(0, 50);
        // The writer has looked whether the state takes changes, and has written to the log, when the flush fails.
        logFolder.afterSync(() -> {
            logFolder.afterSync(() -> {});
            atFlush = this::fill;
            assertThat(refusal(flusher::flush).kind()).isEqualTo(Kind.FULL);
            atFlush = () -> {};
        });
        assertThat(Answers.refusal(writer.submit(batch(50))).kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(written()).hasSize(50);
        assertThat(Answers.refusal(writer.submit(batch(51))).kind()).isEqualTo(Kind.FULL);
        Files.delete(folder.resolve("filler"));

        flusher.flush();
        isThere(0, 51);
        write(51, 53);
        isThere(0, 53);
    }

    @Test
    void theFlusherDoesSoByItself() throws IOException {
        stop();
        start(20);
        atFlush = this::fill;
        write(0, 1);
        Answers.until("a flush has failed", () -> !flusher.trouble().isEmpty());
        atFlush = () -> {};
        Files.delete(folder.resolve("filler"));

        Answers.until("the state is made anew", () -> flusher.trouble().isEmpty());
        write(1, 20);
        isThere(0, 20);
    }
}
