package io.robustmq.broker.server.placement;

import io.robustmq.broker.storage.spi.PageRequest;
import io.robustmq.broker.storage.spi.Shard;
import io.robustmq.broker.storage.spi.StateChange;
import io.robustmq.broker.storage.spi.StatePage;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.WriteBatch;
import io.robustmq.placement.state.embedded.EntryStore;
import io.robustmq.placement.state.embedded.NotWrittenException;
import io.robustmq.placement.state.format.StoredChange;
import io.robustmq.placement.state.format.StoredEntries;
import io.robustmq.placement.state.format.StoredEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Entries of an embedded placement in the state of a shard, behind a letter that no key of the core's begins with.
 *
 * <pre>
 *   'P' key      the key as {@link StoredEntries} makes it, 2 to 600 bytes; the value as it is
 * </pre>
 *
 * <p>Each write requires that the revision is the one that was read or written last. So a write that was given up, and lands after
 * the store was read again, fails, or makes the next one fail: neither is lost beneath the other.
 */
public final class ShardEntryStore implements EntryStore {
    private static final byte LETTER = 'P';
    private static final byte[] END = {LETTER + 1};
    private static final int PAGE_ENTRIES = 1_000;
    private static final int PAGE_BYTES = 1 << 20;
    private static final byte[] REVISION = StoredEntries.revisionKey();

    private final Shard shard;

    /** The value of the revision; null if there is none. Writes and reads of the whole never overlap. */
    private volatile byte @Nullable [] revision;

    public ShardEntryStore(Shard shard) {
        this.shard = shard;
    }

    /** Whether there is anything at all. */
    CompletionStage<Boolean> isEmpty() {
        return shard.page(new PageRequest(new byte[] {LETTER}, END, 1, PAGE_BYTES))
                .thenApply(page -> page.entries().isEmpty());
    }

    @Override
    public CompletionStage<List<StoredEntry>> read(byte[] after) {
        boolean fromTheStart = after.length == 0;
        byte[] from = fromTheStart ? new byte[] {LETTER} : keyBehind(after);
        if (fromTheStart) {
            revision = null;
        }
        return shard.page(new PageRequest(from, END, PAGE_ENTRIES, PAGE_BYTES)).thenApply(this::entries);
    }

    private List<StoredEntry> entries(StatePage page) {
        List<StoredEntry> entries = new ArrayList<>(page.entries().size());
        for (StatePage.Entry entry : page.entries()) {
            byte[] key = Arrays.copyOfRange(entry.key(), 1, entry.key().length);
            if (Arrays.equals(key, REVISION)) {
                revision = entry.value();
            }
            entries.add(new StoredEntry(key, entry.value()));
        }
        return entries;
    }

    private static byte[] keyOf(byte[] key) {
        byte[] stored = new byte[1 + key.length];
        stored[0] = LETTER;
        System.arraycopy(key, 0, stored, 1, key.length);
        return stored;
    }

    private static byte[] keyBehind(byte[] key) {
        return Arrays.copyOf(keyOf(key), 1 + key.length + 1);
    }

    @Override
    public CompletionStage<Void> write(List<StoredChange> changes) {
        List<StateChange> all = new ArrayList<>(changes.size() + 1);
        all.add(new StateChange.Require(keyOf(REVISION), revision));
        byte[] next = revision;
        for (StoredChange change : changes) {
            switch (change) {
                case StoredChange.Put put -> {
                    all.add(new StateChange.Put(keyOf(put.key()), put.value()));
                    next = Arrays.equals(put.key(), REVISION) ? put.value() : next;
                }
                case StoredChange.Delete delete -> all.add(new StateChange.Delete(keyOf(delete.key())));
            }
        }
        byte[] written = next;
        return shard.write(new WriteBatch(List.of(), all)).handle((done, failed) -> {
            if (failed != null) {
                throw translated(failed);
            }
            revision = written;
            return null;
        });
    }

    private static RuntimeException translated(Throwable failed) {
        Throwable cause =
                failed instanceof CompletionException && failed.getCause() != null ? failed.getCause() : failed;
        return cause instanceof StorageException storage
                        && (storage.kind() == StorageException.Kind.FULL
                                || storage.kind() == StorageException.Kind.TOO_LARGE)
                ? new NotWrittenException(String.valueOf(storage.getMessage()), storage)
                : new CompletionException(cause);
    }
}
