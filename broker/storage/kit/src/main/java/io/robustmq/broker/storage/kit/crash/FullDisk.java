package io.robustmq.broker.storage.kit.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.storage.kit.Answers;
import io.robustmq.broker.storage.kit.Records;
import io.robustmq.broker.storage.kit.State;
import io.robustmq.broker.storage.spi.Shard;
import io.robustmq.broker.storage.spi.Storage;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import io.robustmq.broker.storage.spi.StorageProvider;
import io.robustmq.broker.storage.spi.StorageSettings;
import io.robustmq.broker.storage.spi.StoredRecord;
import io.robustmq.broker.storage.spi.WriteBatch;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;

/** Writes until the disk is full; what was acknowledged is there, also when there is room again. */
public final class FullDisk {
    private static final int MEBIBYTES = 24;
    private static final int VALUE_BYTES = 20_000;

    private FullDisk() {}

    /** Skipped where a small disk cannot be had. */
    public static void fill(StorageProvider provider, Path scratch, Map<String, String> settings) throws IOException {
        Path folder = scratch.resolve("small-disk");
        Assumptions.assumeTrue(SmallDisk.canBeHad(folder), "needs to mount a tmpfs");
        try (SmallDisk disk = new SmallDisk(folder, MEBIBYTES)) {
            StorageSettings where = new StorageSettings(folder.resolve("data"), 1, settings);
            int acknowledged;
            try (Storage storage = provider.open(where)) {
                acknowledged = writeUntilRefused(storage);
                check(storage.shard(0), acknowledged);
            }
            disk.resize(4 * MEBIBYTES);
            try (Storage storage = provider.open(where)) {
                assertThat(storage.trouble()).isEmpty();
                check(storage.shard(0), acknowledged);
                Records.write(storage.shard(0), Records.record("t", "there is room again"));
            }
        }
    }

    private static int writeUntilRefused(Storage storage) {
        Shard shard = storage.shard(0);
        for (int n = 0; ; n++) {
            try {
                Answers.of(shard.write(batch(n)));
            } catch (StorageException e) {
                assertThat(e.kind()).isIn(Kind.FAILED, Kind.FULL);
                assertThat(e).hasMessageContaining("disk");
                assertThat(storage.trouble()).contains("disk");
                for (int more = 0; more < 5; more++) {
                    assertThat(Answers.refusal(shard.write(batch(n))).kind()).isIn(Kind.FAILED, Kind.FULL);
                }
                return n;
            }
            assertThat(n).as("the disk is full at last").isLessThan(MEBIBYTES * (1 << 20) / VALUE_BYTES);
        }
    }

    private static WriteBatch batch(int n) {
        byte[] value = new byte[VALUE_BYTES]; // that does not get smaller
        new Random(n).nextBytes(value);
        return new WriteBatch(List.of(Records.record("n" + n, value)), List.of(State.put("n", "" + n)));
    }

    /** All that was acknowledged is there; at most the one write that was refused in the middle is there too, whole. */
    private static void check(Shard shard, int acknowledged) {
        Losses.check(() -> search(shard, acknowledged));
    }

    private static void search(Shard shard, int acknowledged) {
        List<StoredRecord> records = Records.readAll(shard);
        assertThat(records.size()).isBetween(acknowledged, acknowledged + 1);
        for (int n = 0; n < records.size(); n++) {
            StoredRecord record = records.get(n);
            assertThat(Records.text(record.record().topic())).isEqualTo("n" + n);
            assertThat(record.record().value())
                    .isEqualTo(batch(n).records().getFirst().value());
        }
        assertThat(State.get(shard, "n")).isEqualTo("" + (records.size() - 1));
    }
}
