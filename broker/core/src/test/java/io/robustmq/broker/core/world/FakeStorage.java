package io.robustmq.broker.core.world;

import io.robustmq.broker.storage.spi.Durability;
import io.robustmq.broker.storage.spi.Shard;
import io.robustmq.broker.storage.spi.StateChange;
import io.robustmq.broker.storage.spi.Storage;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.WriteBatch;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Storage that does one thing at a time, when the world says so, and can fail, stand still, or crash: then what was not done
 * never happens. It can also do and keep silent: a write is done first and told later, in the order of the writes. What was asked
 * for behind the first write that fails for now, before that was told, fails with it, and no more than that, see {@link Behind}.
 */
public final class FakeStorage implements Storage {
    private final List<FakeShard> shards;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private final ArrayDeque<Runnable> heldPages = new ArrayDeque<>();
    private byte @Nullable [] heldPrefix;
    private @Nullable Random chance;
    private boolean shared;
    private boolean halted;
    private boolean silent;
    private StorageException.@Nullable Kind failing;
    private boolean doubtful;
    private @Nullable FakeShard ailing;
    private StorageException.@Nullable Kind failingOnce;
    private char failingKind;
    private boolean unreadable;
    private @Nullable FakeShard damaged;

    public FakeStorage(int shards) {
        this.shards =
                IntStream.range(0, shards).mapToObj(_ -> new FakeShard(this)).toList();
    }

    /** Reads, and the writes of different shards, are done in any order from now on; a shard's writes stay in theirs. */
    public FakeStorage inAnyOrder(Random by) {
        chance = by;
        return this;
    }

    /** Several brokers have it. */
    public FakeStorage shared() {
        shared = true;
        return this;
    }

    @Override
    public boolean isShared() {
        return shared;
    }

    boolean isIdle() {
        return halted || (waiting.isEmpty() && queues().isEmpty());
    }

    /** What may be done next of the writes: the first of each queue. */
    private List<ArrayDeque<Runnable>> queues() {
        return shards.stream()
                .flatMap(shard -> shard.queues(silent))
                .filter(queue -> !queue.isEmpty())
                .toList();
    }

    /** Does the next thing it was asked for. */
    void step() {
        List<ArrayDeque<Runnable>> writes = queues();
        if (chance == null) {
            (writes.isEmpty() ? waiting : writes.getFirst()).remove().run();
            return;
        }
        int chosen = chance.nextInt(writes.size() + waiting.size());
        if (chosen < writes.size()) {
            writes.get(chosen).remove().run();
        } else {
            for (int i = chosen - writes.size(); i > 0; i--) {
                waiting.add(waiting.remove());
            }
            waiting.remove().run();
        }
    }

    /** Does nothing until told again; what is asked for waits. */
    public void halts(boolean yes) {
        halted = yes;
    }

    /** Does what it is asked for, but says nothing of writes that are done until told again. */
    public void isSilent(boolean yes) {
        silent = yes;
    }

    /** Writes fail in this way from now on; null: they do not. */
    public void fails(StorageException.@Nullable Kind how) {
        failing = how;
        doubtful = false;
        ailing = null;
        failingKind = 0;
    }

    /**
     * Writes are said to be {@link StorageException.Kind#UNAVAILABLE} from now on, but are done; some of them, if things go in
     * any order, and some of those after it was said.
     */
    public void doubts() {
        failing = StorageException.Kind.UNAVAILABLE;
        doubtful = true;
        ailing = null;
    }

    /** As {@link #doubts}, but in one shard only. */
    public void doubts(int shard) {
        doubts();
        ailing = shards.get(shard);
    }

    /** The next write fails in this way, and no other. */
    public void failsOnce(StorageException.Kind how) {
        failingOnce = how;
    }

    /** Writes that touch an entry whose key begins with this letter fail from now on, till {@link #fails} is told. */
    public void failsWithEntriesOf(char kind) {
        failingKind = kind;
    }

    /** The log cannot be read from now on. */
    public void isUnreadable(boolean yes) {
        unreadable = yes;
    }

    /** The log of a shard holds what cannot be right from now on, until {@link #isMended}. */
    public void isDamaged(int shard) {
        damaged = shards.get(shard);
    }

    /** No log is damaged any more. */
    public void isMended() {
        damaged = null;
    }

    /** Reads that a shard was asked for. */
    public long reads(int shard) {
        return shards.get(shard).reads();
    }

    /** Does this many of the things it was asked for, though it stands still. */
    public void does(int things) {
        for (int i = 0; i < things && !waiting.isEmpty(); i++) {
            step();
        }
    }

    public boolean isWell() {
        return !halted && !silent && failing == null;
    }

    /** Whether writes are refused for lack of room. */
    public boolean isFull() {
        return failing == StorageException.Kind.FULL;
    }

    /** What waits never happens, and nobody is told. */
    void crash() {
        waiting.clear();
        shards.forEach(FakeShard::crash);
        halted = false;
        silent = false;
        unreadable = false;
        fails(null);
    }

    /** Whoever follows a log is told that this has failed. */
    public void breakTails() {
        shards.forEach(FakeShard::breakTails);
    }

    /** Records in all logs. */
    public int records() {
        return shards.stream().mapToInt(FakeShard::records).sum();
    }

    /** Of all writes that were asked for, in bytes. */
    public long largestBatch() {
        return shards.stream().mapToLong(FakeShard::largestBatch).max().orElse(0);
    }

    /** Writes that were asked for. */
    public long asked() {
        return shards.stream().mapToLong(FakeShard::asked).sum();
    }

    /** Entries of the state whose key begins with this letter. */
    public long entries(char kind) {
        return shards.stream()
                .flatMap(shard -> shard.state().keySet().stream())
                .filter(key -> key[0] == kind)
                .count();
    }

    /** The values of those. */
    public List<byte[]> values(char kind) {
        return shards.stream()
                .flatMap(shard -> shard.state().entrySet().stream())
                .filter(each -> each.getKey()[0] == kind)
                .map(Map.Entry::getValue)
                .toList();
    }

    /** Entries of the state of any kind. */
    public int entries() {
        return shards.stream().mapToInt(shard -> shard.state().size()).sum();
    }

    @Override
    public Durability durability() {
        return Durability.LOCAL_FSYNC;
    }

    @Override
    public int shards() {
        return shards.size();
    }

    @Override
    public Shard shard(int index) {
        return shards.get(index);
    }

    @Override
    public String trouble() {
        return "";
    }

    @Override
    public void close() {}

    // ---- what its shards ask

    @Nullable
    Random chance() {
        return chance;
    }

    boolean isSilent() {
        return silent;
    }

    /** Pages of the state that begin with these bytes are not answered from now on, until {@link #answersAllPages}. */
    public void holdsPages(byte[] prefix) {
        heldPrefix = prefix;
    }

    /** How many were asked for meanwhile. */
    public int heldPages() {
        return heldPages.size();
    }

    /** Answers those that were asked for meanwhile, and all others. */
    public void answersAllPages() {
        heldPrefix = null;
        waiting.addAll(heldPages);
        heldPages.clear();
    }

    /** Answers with a page that begins with a key when it comes to it. */
    void soon(byte[] from, Runnable page) {
        byte[] held = heldPrefix;
        boolean isHeld =
                held != null && from.length >= held.length && Arrays.equals(held, 0, held.length, from, 0, held.length);
        (isHeld ? heldPages : waiting).add(page);
    }

    /** Does something when it comes to it. */
    void soon(Runnable what) {
        waiting.add(what);
    }

    /** How the writes of a shard fail, or null. */
    StorageException.@Nullable Kind failing(FakeShard shard) {
        return ailing == null || ailing == shard ? failing : null;
    }

    boolean isDoubtful() {
        return doubtful;
    }

    /** Whether writes of a shard may be said to have failed before they are done. */
    boolean isUnsure(FakeShard shard) {
        return doubtful && failing(shard) != null;
    }

    boolean isUnreadable(FakeShard shard) {
        return unreadable || failing(shard) == StorageException.Kind.UNAVAILABLE;
    }

    boolean isDamaged(FakeShard shard) {
        return damaged == shard;
    }

    /** How this one write is to fail, or null. */
    StorageException.@Nullable Kind refusal(WriteBatch batch) {
        StorageException.Kind once = failingOnce;
        failingOnce = null;
        return once == null && touches(batch, failingKind) ? StorageException.Kind.UNAVAILABLE : once;
    }

    boolean isDoneThoughItFails() {
        return chance == null || chance.nextBoolean();
    }

    private static boolean touches(WriteBatch batch, char kind) {
        return batch.changes().stream().anyMatch(change -> switch (change) {
            case StateChange.Put(byte[] key, byte[] _) -> key[0] == kind;
            case StateChange.Delete(byte[] key) -> key[0] == kind;
            case StateChange.DeleteRange(byte[] from, byte[] _) -> from[0] == kind;
            case StateChange.Require _ -> false;
        });
    }
}
