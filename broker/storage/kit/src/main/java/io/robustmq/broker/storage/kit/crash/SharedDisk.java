package io.robustmq.broker.storage.kit.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.storage.kit.Answers;
import io.robustmq.broker.storage.spi.Shard;
import io.robustmq.broker.storage.spi.Storage;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import io.robustmq.broker.storage.spi.StorageProvider;
import io.robustmq.broker.storage.spi.StorageSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Assumptions;

/**
 * Somebody else takes all the room on the disk and gives it back, again and again, at any moment: writes are refused, none is
 * lost, and they go on each time without the storage being opened anew.
 */
public final class SharedDisk {
    private static final int MEBIBYTES = 24;
    private static final int FILLINGS = 25;
    private static final int BATCHES_BETWEEN = 40;
    private static final long LONGEST_PAUSE_NANOS = 60_000_000;
    private static final long RETRY_NANOS = 2_000_000;

    private SharedDisk() {}

    /** Skipped where a small disk cannot be had. */
    public static void goOn(StorageProvider provider, Path scratch, Map<String, String> settings, long seed)
            throws Exception {
        Path folder = scratch.resolve("small-disk");
        Assumptions.assumeTrue(SmallDisk.canBeHad(folder), "needs to mount a tmpfs");
        System.out.println("a disk shared with somebody else, seed " + seed);
        Random chance = new Random(seed);
        try (SmallDisk disk = new SmallDisk(folder, MEBIBYTES)) {
            StorageSettings where = new StorageSettings(disk.folder().resolve("data"), 1, settings);
            int written = 0;
            try (Storage storage = provider.open(where)) {
                Workload workload = new Workload(storage.shard(0), 0);
                for (int filling = 0; filling < FILLINGS; filling++) {
                    Thread other = fillForAWhile(disk.folder().resolve("filler"), chance.nextLong(LONGEST_PAUSE_NANOS));
                    written = write(storage.shard(0), workload, written, BATCHES_BETWEEN);
                    other.join();
                    written = write(storage.shard(0), workload, written, 1);
                    assertThat(storage.trouble()).isEmpty();
                }
                workload.check(written - 1);
            }
            try (Storage storage = provider.open(where)) {
                new Workload(storage.shard(0), 0).check(written - 1);
            }
        }
    }

    /** Takes what there is, keeps it for so long, and gives it back; the first moment is anyone's. */
    private static Thread fillForAWhile(Path file, long nanos) {
        return Thread.ofPlatform().daemon().name("other").start(() -> {
            try {
                try (OutputStream out = Files.newOutputStream(file)) {
                    byte[] some = new byte[4 << 10];
                    while (true) {
                        out.write(some);
                    }
                } catch (IOException full) {
                    LockSupport.parkNanos(nanos);
                }
                Files.delete(file);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    /** Writes so many more batches, however often each is refused; returns the number of the next. */
    private static int write(Shard shard, Workload workload, int from, int count) {
        int next = from;
        while (next < from + count) {
            try {
                Answers.of(shard.write(workload.batch(next)));
                next++;
            } catch (StorageException e) {
                if (e.kind() == Kind.CONFLICT) {
                    next++; // it was in doubt, and has happened
                } else {
                    assertThat(e.kind()).as(e.getMessage()).isIn(Kind.FULL, Kind.UNAVAILABLE);
                    LockSupport.parkNanos(RETRY_NANOS);
                }
            }
        }
        return next;
    }
}
