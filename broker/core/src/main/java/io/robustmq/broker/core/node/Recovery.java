package io.robustmq.broker.core.node;

import io.robustmq.broker.core.durable.Buckets;
import io.robustmq.broker.core.durable.Place;
import io.robustmq.broker.core.group.StoredGroup;
import io.robustmq.broker.core.lane.StoredClients;
import io.robustmq.broker.core.lane.UnreadableClients;
import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.retained.RetainedMessages;
import io.robustmq.broker.core.session.StoredSession;
import io.robustmq.broker.core.stored.GroupRecord;
import io.robustmq.broker.core.stored.KeyRange;
import io.robustmq.broker.core.stored.MessageFormat;
import io.robustmq.broker.core.stored.PositionRecord;
import io.robustmq.broker.core.stored.ReceivedRecord;
import io.robustmq.broker.core.stored.ReplayRecord;
import io.robustmq.broker.core.stored.SentRecord;
import io.robustmq.broker.core.stored.SessionRecord;
import io.robustmq.broker.core.stored.StoredFormatException;
import io.robustmq.broker.core.stored.StoredKeys;
import io.robustmq.broker.core.stored.StoredKind;
import io.robustmq.broker.core.stored.SubscriptionRecord;
import io.robustmq.broker.core.stored.WillRecord;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.storage.spi.StateChange;
import io.robustmq.broker.storage.spi.StatePage;
import io.robustmq.broker.storage.spi.Storage;
import io.robustmq.broker.storage.spi.WriteBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What storage has, of all or of some: the sessions, gathered from their records, and the retained messages. Reads the state alone, a
 * page at a time; how many messages the log holds does not matter. Used once.
 */
final class Recovery {
    private static final int PAGE_ENTRIES = 1_000;
    private static final int PAGE_BYTES = 1024 * 1024;

    private final Storage storage;
    private final RetainedMessages retained;
    private final long wallMillis;
    private final Map<String, Parts> sessions = new HashMap<>();
    private final Map<TopicFilter, GroupParts> groups = new HashMap<>();
    private final List<WillRecord> wills = new ArrayList<>();

    /** Facts of other clients are passed over. */
    private Predicate<String> wanted = _ -> true;

    private final UnreadableClients unreadable;

    /** @param unreadable takes up the clients that {@link #glance} and {@link #readClients} pass over */
    Recovery(Storage storage, RetainedMessages retained, long wallMillis, UnreadableClients unreadable) {
        this.storage = storage;
        this.retained = retained;
        this.wallMillis = wallMillis;
        this.unreadable = unreadable;
    }

    /** What has been found of one session so far. */
    private static final class Parts {
        @Nullable
        SessionRecord session;

        final List<SubscriptionRecord> subscriptions = new ArrayList<>();

        @Nullable
        PositionRecord position;

        final List<ReplayRecord> replays = new ArrayList<>();
        final List<SentRecord> sent = new ArrayList<>();
        final List<StoredSession.Received> received = new ArrayList<>();
    }

    /** What has been found of one shared subscription so far. */
    private static final class GroupParts {
        @Nullable
        GroupRecord record;

        /** Where the record is. */
        int shard;

        final long[] since;
        final Set<Long> sent = new HashSet<>();
        boolean hasMembers;

        GroupParts(int shards) {
            since = new long[shards];
            Arrays.fill(since, Long.MAX_VALUE);
        }

        void member(SubscriptionRecord member) {
            hasMembers = true;
            for (int shard = 0; shard < since.length; shard++) {
                since[shard] = Math.min(since[shard], member.since()[shard]);
            }
        }
    }

    /**
     * @param sessions all that are whole
     * @param ended clients whose sessions had ended, but were not gone from all shards
     * @param groups the shared subscriptions that the sessions are members of
     * @param wills of clients with a session and without, by their numbers
     */
    record Found(
            List<StoredSession> sessions,
            List<String> ended,
            Map<TopicFilter, StoredGroup> groups,
            List<WillRecord> wills) {}

    /** Reads everything. */
    CompletionStage<Found> read() {
        return read(List.of(StoredKind.values())).thenApply(_ -> {
            wills.sort(Comparator.comparingLong(WillRecord::number));
            return new Found(wholeSessions(), endedSessions(), wholeGroups(), wills);
        });
    }

    private CompletionStage<Void> read(List<StoredKind> kinds) {
        return read(kinds, this::on);
    }

    /** What is done with each entry. */
    private interface Taking {
        void take(StoredKind kind, int shard, StatePage.Entry entry);
    }

    private CompletionStage<Void> read(List<StoredKind> kinds, Taking taking) {
        CompletionStage<Void> done = CompletableFuture.completedStage(null);
        for (StoredKind kind : kinds) {
            for (int index = 0; index < storage.shards(); index++) {
                int shard = index;
                done = done.thenCompose(
                        _ -> each(shard, StoredKeys.all(kind), entry -> taking.take(kind, shard, entry)));
            }
        }
        return done;
    }

    /** What cannot be read is of a client that is passed over. */
    private void onReadable(StoredKind kind, int shard, StatePage.Entry entry) {
        try {
            on(kind, shard, entry);
        } catch (StoredFormatException _) {
            unreadable.add(StoredKeys.clientOf(entry.key()));
        }
    }

    /** Reads the retained messages alone. */
    CompletionStage<Void> readRetained() {
        return read(List.of(StoredKind.RETAINED));
    }

    /**
     * Reads the wills of some clients, and then which of these and others of them have sessions; clients are passed over of whom
     * something of this cannot be read.
     */
    CompletionStage<Glance> glance(Predicate<String> clients) {
        wanted = clients;
        Set<String> found = new HashSet<>();
        return read(List.of(StoredKind.WILL), this::onReadable)
                .thenCompose(_ -> read(List.of(StoredKind.SESSION), (_, _, entry) -> glance(entry, found)))
                .thenApply(_ -> {
                    found.removeIf(unreadable::contains);
                    wills.removeIf(will -> unreadable.contains(will.clientId()));
                    return new Glance(found, List.copyOf(wills));
                });
    }

    private void glance(StatePage.Entry entry, Set<String> found) {
        try {
            String clientId = SessionRecord.of(entry.value()).clientId();
            if (isWanted(clientId)) {
                found.add(clientId);
            }
        } catch (StoredFormatException _) {
            unreadable.add(StoredKeys.clientOf(entry.key()));
        }
    }

    /**
     * @param sessions client ids with a session, as it was after the wills were read
     * @param wills of clients with a session and without
     */
    record Glance(Set<String> sessions, List<WillRecord> wills) {}

    /** Reads all there is of some clients, in a pass over the facts of all; clients are passed over of whom something cannot be read. */
    CompletionStage<StoredClients> readClients(Predicate<String> clients) {
        wanted = clients;
        List<StoredKind> kinds = Arrays.stream(StoredKind.values())
                .filter(kind -> kind.isOfClients() || kind == StoredKind.WILL)
                .toList();
        return read(kinds, this::onReadable).thenApply(_ -> {
            sessions.keySet().removeIf(unreadable::contains);
            wills.removeIf(will -> unreadable.contains(will.clientId()));
            return clients();
        });
    }

    /** Reads all there is of one client; fails with {@link StoredFormatException} if something of it cannot be read. */
    CompletionStage<StoredClients> readClient(String clientId) {
        int home = Buckets.of(clientId.hashCode(), storage.shards());
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (StoredKind kind : StoredKind.values()) {
            boolean isSpread = kind == StoredKind.RECEIVED || kind == StoredKind.WILL; // with their topics
            if (kind.isOfClients() || kind == StoredKind.WILL) {
                for (int index = 0; index < storage.shards(); index++) {
                    int shard = index;
                    // of a session that has ended something may be left anywhere, but that is in its home, too, or was
                    // cleared
                    if (isSpread || shard == home) {
                        all.add(each(shard, StoredKeys.about(kind, clientId), entry -> on(kind, shard, entry))
                                .toCompletableFuture());
                    }
                }
            }
        }
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).thenApply(_ -> clients());
    }

    private synchronized StoredClients clients() {
        wills.sort(Comparator.comparingLong(WillRecord::number));
        return new StoredClients(wholeSessions(), endedSessions(), wills);
    }

    private synchronized void on(StoredKind kind, int shard, StatePage.Entry entry) {
        byte[] value = entry.value();
        switch (kind) {
            case SESSION -> onSession(SessionRecord.of(value));
            case SUBSCRIPTION -> onSubscription(SubscriptionRecord.of(value));
            case POSITION -> onPosition(PositionRecord.of(value));
            case REPLAY -> onReplay(ReplayRecord.of(value));
            case SENT -> onSent(SentRecord.of(value));
            case RECEIVED -> onReceived(shard, ReceivedRecord.of(value));
            case RETAINED -> onRetained(shard, entry.key(), value, MessageFormat.toMessage(value));
            case WILL -> onWill(WillRecord.of(value));
            case GROUP -> onGroup(shard, GroupRecord.of(value));
        }
    }

    private CompletionStage<Void> each(int shard, KeyRange range, Consumer<StatePage.Entry> found) {
        return storage.shard(shard).page(range.page(PAGE_ENTRIES, PAGE_BYTES)).thenCompose(page -> {
            page.entries().forEach(found);
            if (!page.more() || page.entries().isEmpty()) {
                return CompletableFuture.completedStage(null);
            }
            return each(shard, range.behind(page.entries().getLast().key()), found);
        });
    }

    private boolean isWanted(String clientId) {
        return wanted.test(clientId);
    }

    private Parts parts(String clientId) {
        return sessions.computeIfAbsent(clientId, _ -> new Parts());
    }

    private GroupParts group(TopicFilter filter) {
        return groups.computeIfAbsent(filter, _ -> new GroupParts(storage.shards()));
    }

    private void onGroup(int shard, GroupRecord record) {
        GroupParts parts = group(record.shareFilter());
        parts.record = record;
        parts.shard = shard;
    }

    private void onSession(SessionRecord record) {
        if (isWanted(record.clientId())) {
            parts(record.clientId()).session = record;
        }
    }

    private void onSubscription(SubscriptionRecord record) {
        if (isWanted(record.clientId())) {
            parts(record.clientId()).subscriptions.add(record);
        }
    }

    private void onPosition(PositionRecord record) {
        if (isWanted(record.clientId())) {
            parts(record.clientId()).position = record;
        }
    }

    private void onReplay(ReplayRecord record) {
        if (isWanted(record.clientId())) {
            parts(record.clientId()).replays.add(record);
        }
    }

    private void onWill(WillRecord record) {
        if (isWanted(record.clientId())) {
            wills.add(record);
        }
    }

    private void onSent(SentRecord record) {
        if (!isWanted(record.clientId())) {
            return;
        }
        parts(record.clientId()).sent.add(record);
        TopicFilter through = record.through();
        if (through != null && through.isShared() && record.isInLog()) {
            group(through).sent.add(Place.of(record.shard(), record.offset()));
        }
    }

    private void onReceived(int shard, ReceivedRecord record) {
        if (isWanted(record.clientId())) {
            parts(record.clientId()).received.add(new StoredSession.Received(record.packetId(), shard));
        }
    }

    private void onRetained(int shard, byte[] key, byte[] value, Message message) {
        if (message.isExpired(wallMillis)) {
            StateChange asRead = new StateChange.Require(key, value); // else it is another by now
            storage.shard(shard).write(WriteBatch.of(asRead, new StateChange.Delete(key)));
        } else {
            retained.restore(message);
        }
    }

    private List<String> endedSessions() {
        return sessions.entrySet().stream()
                .filter(each -> each.getValue().session == null)
                .map(Map.Entry::getKey)
                .toList();
    }

    private List<StoredSession> wholeSessions() {
        List<StoredSession> all = new ArrayList<>(sessions.size());
        for (Parts parts : sessions.values()) {
            if (parts.session != null) {
                all.add(new StoredSession(
                        parts.session, parts.subscriptions, parts.position, parts.replays, parts.sent, parts.received));
            }
        }
        return all;
    }

    private Map<TopicFilter, StoredGroup> wholeGroups() {
        sessions.values().stream()
                .filter(parts -> parts.session != null)
                .flatMap(parts -> parts.subscriptions.stream())
                .filter(record -> record.filter().isShared() && record.qos() > 0)
                .forEach(record -> group(record.filter()).member(record));
        Map<TopicFilter, StoredGroup> all = new HashMap<>();
        groups.forEach((filter, parts) -> {
            if (parts.hasMembers) {
                GroupRecord record = parts.record == null ? new GroupRecord(filter, List.of()) : parts.record;
                all.put(filter, new StoredGroup(record, parts.since, parts.sent));
            } else if (parts.record != null) {
                storage.shard(parts.shard).write(WriteBatch.of(parts.record.delete()));
            }
        });
        return all;
    }
}
