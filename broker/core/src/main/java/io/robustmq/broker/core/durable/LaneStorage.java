package io.robustmq.broker.core.durable;

import io.robustmq.broker.core.forward.Addressees;
import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.port.LaneThread;
import io.robustmq.broker.core.routing.Topic;
import io.robustmq.broker.core.stored.RetainedRecord;
import io.robustmq.broker.core.stored.StoredKeys;
import io.robustmq.broker.mqtt.topic.TopicName;
import io.robustmq.broker.storage.spi.ReadRequest;
import io.robustmq.broker.storage.spi.RecordPage;
import io.robustmq.broker.storage.spi.StateChange;
import io.robustmq.broker.storage.spi.StorageException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Storage as one lane sees it: gathers the lane's writes during a turn and submits them at its end, reads for its sessions,
 * and remembers which of them have something to save. Confined to the lane.
 */
public final class LaneStorage {
    private final int lane;
    private final LaneThread thread;
    private final List<ShardFeed> feeds;
    private final List<LaneShard> shards;
    private final long[] arrived;
    private final Set<Saved> unsaved = new LinkedHashSet<>();
    private final Set<Saved> stalled = new LinkedHashSet<>();
    private final Set<Saved> urgent = new LinkedHashSet<>();
    private final Map<String, Clearing> clearing = new HashMap<>();
    private final boolean isShared;
    private final Runnable submit = this::submitAtEndOfTurn;
    private boolean submitDue;
    private long ticks;
    private int generation;

    public LaneStorage(int lane, LaneThread thread, List<ShardFeed> feeds) {
        this.lane = lane;
        this.thread = thread;
        this.feeds = feeds;
        this.shards = feeds.stream().map(feed -> new LaneShard(lane, feed)).toList();
        this.arrived = new long[feeds.size()];
        this.isShared = feeds.stream().anyMatch(ShardFeed::isShared);
    }

    /** Keeps something in storage that changes too often to be written each time. */
    public interface Saved {
        /** Writes what has changed since the last time. */
        void save();

        /** Tries again what storage could not do. */
        void retry();
    }

    /** Whether other brokers have the same storage. */
    public boolean isShared() {
        return isShared;
    }

    public int shards() {
        return feeds.size();
    }

    /** The shard of a topic's messages; the same for as long as the number of shards is. */
    public int shardOf(TopicName topic) {
        return shardOf(Arrays.hashCode(topic.utf8()));
    }

    /** The shard of a client's session; the same for as long as the number of shards is. */
    public int shardOf(String clientId) {
        return shardOf(clientId.hashCode());
    }

    private int shardOf(int hash) {
        return Buckets.of(hash, feeds.size());
    }

    /** Greater than every offset that can be read now. */
    public long nextOffset(int shard) {
        return feeds.get(shard).shard().nextOffset();
    }

    /**
     * Where somebody begins to read the log from now on: what is handed on from now on arrives, and what is in doubt now is to be
     * read if it turns out to have been written.
     */
    public long beginning(int shard) {
        return feeds.get(shard).beginning();
    }

    // ---- writing

    /**
     * Writes a message, and then delivers it.
     *
     * @param stored whether the message goes into the log; else it is delivered with those that do, in order
     * @param retained whether it is kept as its topic's retained message
     * @return the shard it is written to
     */
    public int publish(Message message, Topic topic, boolean stored, boolean retained, long wallMillis) {
        int shard = shardOf(topic.name());
        shards.get(shard).submitIfLarge(); // what belongs to the message comes after it, into the same batch
        boolean isRecord = stored || (retained && isShared); // brokers hear of retained messages by the log
        submission(shard).add(new Submission.Publication(message, topic, isRecord, retained, true), wallMillis);
        if (retained && !isShared) {
            whenWritten(shard, new RetainedDoubt(this, topic.name()));
        }
        return shard;
    }

    /** Writes a message of another broker's client, and then delivers it to its addressees here; returns the shard. */
    int publishForwarded(Message message, Topic topic, boolean stored, Addressees to, long wallMillis) {
        int shard = shardOf(topic.name());
        shards.get(shard).submitIfLarge();
        submission(shard).add(new Submission.Publication(message, topic, stored, false, true, to), wallMillis);
        return shard;
    }

    /**
     * Writes and delivers a message that may have been written before: only if it was not.
     *
     * @param proof goes into the same write, which then cannot be repeated: it requires what it changes
     * @param doubtFrom where it is if it was, see {@link Doubt}
     * @param then hears of a {@link StorageException.Kind#CONFLICT} if it was
     */
    public void publishAgain(
            Message message,
            Topic topic,
            boolean stored,
            boolean retained,
            long wallMillis,
            List<StateChange> proof,
            long doubtFrom,
            WriteCompletion then) {
        submit(); // what was asked for before goes first
        Submission alone = new Submission(lane, true);
        alone.doubtFrom = doubtFrom;
        proof.forEach(alone::add);
        boolean isRecord = stored || (retained && isShared);
        alone.add(new Submission.Publication(message, topic, isRecord, retained, true), wallMillis);
        alone.completions.add(then);
        if (retained && !isShared) {
            alone.completions.add(new RetainedDoubt(this, topic.name()));
        }
        shards.get(shardOf(topic.name())).submit(alone);
    }

    /**
     * Writes and delivers a message if the changes of the same write can be made.
     *
     * @param changes require what they change, so that of several who try one does it
     * @param then hears of a {@link StorageException.Kind#CONFLICT} if another has
     */
    public void publishOnce(
            Message message,
            Topic topic,
            boolean stored,
            boolean retained,
            long wallMillis,
            List<StateChange> changes,
            WriteCompletion then) {
        submit(); // what was asked for before goes first
        Submission alone = new Submission(lane);
        changes.forEach(alone::add);
        boolean isRecord = stored || (retained && isShared);
        alone.add(new Submission.Publication(message, topic, isRecord, retained, true), wallMillis);
        alone.completions.add(then);
        shards.get(shardOf(topic.name())).submit(alone);
    }

    /** Keeps a message, which nobody waits for, as its topic's retained message in its place in the order. */
    public void retain(Message message, Topic topic, long wallMillis) {
        submission(shardOf(topic.name()))
                .add(new Submission.Publication(message, topic, isShared, true, false), wallMillis);
    }

    /** A retained message has expired: it goes from storage, unless another has taken its place there. */
    public void expire(Message retained) {
        RetainedRecord record = new RetainedRecord(retained);
        Submission alone = new Submission(lane);
        alone.add(new StateChange.Require(record.key(), record.toBytes()));
        alone.add(record.delete());
        shards.get(shardOf(retained.topic())).submit(alone);
    }

    /** Memory is to have as the retained message of a topic what storage has, when all that was asked for is written. */
    void lookAt(TopicName topic, WriteCompletion then) {
        submit(); // what was asked for before goes first
        Submission look = Submission.look(lane, topic);
        look.completions.add(then);
        shards.get(shardOf(topic)).submit(look);
    }

    public void change(int shard, StateChange change) {
        submission(shard).add(change);
    }

    /** Tells when all that was asked for before this, in this shard, is written. */
    public void whenWritten(int shard, WriteCompletion then) {
        submission(shard).completions.add(then);
    }

    /**
     * Tells when it is known of all that was asked for before this, in this shard, whether it was written: also of what storage
     * could not say.
     */
    public void whenSettled(int shard, WriteCompletion then) {
        submit(); // what was asked for before goes first
        shards.get(shard).submit(Submission.barrier(lane, then));
    }

    private Submission submission(int shard) {
        submitSoon();
        return shards.get(shard).gather();
    }

    private void submitSoon() {
        if (!submitDue) {
            submitDue = true;
            thread.atEndOfTurn(submit);
        }
    }

    private void submitAtEndOfTurn() {
        List.copyOf(urgent).forEach(Saved::save);
        urgent.clear();
        submitDue = false;
        submit();
    }

    private void submit() {
        shards.forEach(LaneShard::submitGathered);
    }

    // ---- what is over

    /**
     * Takes all there is about a client out of all shards, and goes on trying until it is gone. Nothing new may be kept of the
     * client meanwhile.
     */
    public void clear(String clientId) {
        Clearing begun = new Clearing(clientId);
        clearing.put(clientId, begun);
        begun.go();
    }

    /** Whether something of a session that has ended is still in storage. */
    public boolean isClearing(String clientId) {
        return clearing.containsKey(clientId);
    }

    /** Tells when {@link #isClearing} is over, or that it cannot be now. */
    public void whenCleared(String clientId, WriteCompletion then) {
        Clearing under = clearing.get(clientId);
        if (under == null) {
            then.onWritten();
        } else {
            under.waiting.add(then);
        }
    }

    /** The broker is out of the cluster: other brokers go on with all that it has. Nothing is tried again or saved. */
    public void forgetAll() {
        generation++;
        unsaved.clear();
        stalled.clear();
        urgent.clear();
        clearing.clear();
    }

    /** How often {@link #forgetAll} has come: what was begun in an earlier one is not to be tried again. */
    public int generation() {
        return generation;
    }

    /** One client's session has ended, and is not gone from all shards yet. */
    private final class Clearing implements Saved {
        private final String clientId;
        private final BitSet left = new BitSet();
        private final List<WriteCompletion> waiting = new ArrayList<>();

        Clearing(String clientId) {
            this.clientId = clientId;
            left.set(0, feeds.size());
        }

        void go() {
            left.stream().forEach(shard -> {
                StoredKeys.ofClient(clientId).forEach(range -> change(shard, range.delete()));
                whenWritten(shard, new WriteCompletion() {
                    @Override
                    public void onWritten() {
                        gone(shard);
                    }

                    @Override
                    public void onFailed(StorageException why) {
                        if (clearing.get(clientId) == Clearing.this) {
                            tell(one -> one.onFailed(why));
                            retrySoon(Clearing.this);
                        }
                    }
                });
            });
        }

        private void gone(int shard) {
            left.clear(shard);
            if (left.isEmpty()) {
                clearing.remove(clientId, this);
                tell(WriteCompletion::onWritten);
            }
        }

        private void tell(Consumer<WriteCompletion> what) {
            List<WriteCompletion> all = List.copyOf(waiting);
            waiting.clear();
            all.forEach(what);
        }

        @Override
        public void save() {}

        @Override
        public void retry() {
            go();
        }
    }

    // ---- reading

    /** What has arrived is delivered: the lane has seen all that concerns it below the end of these. */
    public void delivered(Arrivals arrivals) {
        arrived[arrivals.shard] = Math.max(arrived[arrivals.shard], arrivals.nextOffset());
        shards.get(arrivals.shard).onAnswers(arrivals);
    }

    /** Nothing waits in the lane's inbox: what the feeds had handed over before that was seen is delivered. */
    public void sawAllOf(long[] handedOver) {
        for (int shard = 0; shard < arrived.length; shard++) {
            arrived[shard] = Math.max(arrived[shard], handedOver[shard]);
        }
    }

    /** Below these offsets, one for each shard, everything is in the lanes' inboxes or beyond. */
    public long[] handedOver() {
        return feeds.stream().mapToLong(ShardFeed::handedOver).toArray();
    }

    /** Messages of a shard below this offset, as far as they concern this lane, have been delivered to its sessions. */
    public long arrived(int shard) {
        return arrived[shard];
    }

    /**
     * Reads from a shard's log.
     *
     * @param then gets the answer, on the lane
     */
    void read(int shard, ReadRequest request, Consumer<Read> then) {
        ShardFeed feed = feeds.get(shard);
        boolean isCutOff = feed.isCutOff(request.fromOffset());
        long known = isShared ? feed.handedOver() : 0;
        feed.shard().read(request).whenComplete((page, failure) -> {
            Read read = page == null ? Read.failed(failure) : new Read.Page(seen(page, known), isCutOff);
            thread.execute(() -> then.accept(read));
        });
    }

    /** A page from who does not know yet what this broker knows is not the last one. */
    private static RecordPage seen(RecordPage page, long known) {
        return page.atEnd() && page.nextOffset() < known
                ? new RecordPage(page.records(), page.nextOffset(), false)
                : page;
    }

    /**
     * Finds where history begins.
     *
     * @param then gets an offset for each shard, or null if that could not be found out; at once unless it is about a time,
     *     else on the lane in a later turn
     */
    public void locate(HistoryStart start, Consumer<long @Nullable []> then) {
        switch (start) {
            case HistoryStart.Earliest _ ->
                then.accept(feeds.stream()
                        .mapToLong(feed -> feed.shard().startOffset())
                        .toArray());
            case HistoryStart.AtOffset(long offset) ->
                then.accept(feeds.stream().mapToLong(_ -> offset).toArray());
            case HistoryStart.AtTime(long wallMillis) -> locate(wallMillis, then);
        }
    }

    private void locate(long wallMillis, Consumer<long @Nullable []> then) {
        long[] offsets = new long[feeds.size()];
        CompletableFuture<?>[] found = new CompletableFuture<?>[offsets.length];
        for (int i = 0; i < offsets.length; i++) {
            int shard = i;
            long end = nextOffset(shard); // asked first: if all that is found is older, so is all below this
            found[shard] = feeds.get(shard)
                    .shard()
                    .offsetAt(wallMillis)
                    .thenAccept(offset -> offsets[shard] = offset.orElse(end))
                    .toCompletableFuture();
        }
        CompletableFuture.allOf(found)
                .whenComplete((_, failure) -> thread.execute(() -> then.accept(failure == null ? offsets : null)));
    }

    // ---- saving

    /** {@code one} has something to save, before long. */
    public void saveSoon(Saved one) {
        unsaved.add(one);
    }

    /** {@code one} has something to save that waits for it: it goes with the writes of this turn. */
    public void saveThisTurn(Saved one) {
        urgent.add(one);
        submitSoon();
    }

    /** {@code one} could not do something for the sake of storage, and should try again in a while. */
    public void retrySoon(Saved one) {
        stalled.add(one);
    }

    /** {@code one} is no more. */
    public void forget(Saved one) {
        unsaved.remove(one);
        stalled.remove(one);
        urgent.remove(one);
    }

    /** How often {@link #onTick} has come. */
    long ticks() {
        return ticks;
    }

    /** Comes some times a second, and once before the lane stops. */
    public void onTick() {
        ticks++;
        if (!stalled.isEmpty()) {
            List<Saved> again = List.copyOf(stalled);
            stalled.clear();
            again.forEach(Saved::retry);
        }
        if (!unsaved.isEmpty()) {
            List<Saved> all = List.copyOf(unsaved);
            unsaved.clear();
            all.forEach(Saved::save);
        }
    }

    /** About the bytes that wait to be written, of all lanes. */
    public long pendingBytes() {
        long bytes = 0;
        for (ShardFeed feed : feeds) {
            bytes += feed.pendingBytes();
        }
        return bytes;
    }
}
