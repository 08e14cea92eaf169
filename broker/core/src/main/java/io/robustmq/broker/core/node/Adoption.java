package io.robustmq.broker.core.node;

import io.robustmq.broker.core.durable.LaneStorage;
import io.robustmq.broker.core.lane.Lane;
import io.robustmq.broker.core.lane.LaneClaims;
import io.robustmq.broker.core.lane.StoredClients;
import io.robustmq.broker.core.lane.UnreadableClients;
import io.robustmq.broker.core.stored.WillRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Takes up the sessions in storage that brokers share which nobody owns, and publishes the wills nobody else does.
 *
 * <pre>
 *   look for them ──► claim them ──► read what is this broker's now ──► hand it to the lanes, some at a time ──► done
 * </pre>
 *
 * <p>Sessions that a client comes for meanwhile are left to that. What storage cannot answer is asked again; clients of whom something
 * cannot be read are passed over. For one thread at a time, then on lanes and threads of the storage, one after the other.
 */
final class Adoption {
    /** Sessions that are handed to lanes at once. */
    private static final int BATCH = 500;

    private final List<Lane> lanes;
    private final LaneRounds rounds;
    private final Function<String, Lane> home;
    private final Supplier<Recovery> reader;
    private final Predicate<String> isHere;
    private final Predicate<String> isOrphan;
    private final Predicate<WillRecord> isLeft;
    private final UnreadableClients unreadable;
    private final Runnable done;

    /** Wills whose writers are gone, of clients without a session. */
    private List<WillRecord> wills = List.of();

    /**
     * @param reader reads storage, once each
     * @param isHere whether the home of a client id is this broker
     * @param isOrphan whether nobody owns a client id, and it falls to this broker; asked by any thread
     * @param isLeft whether who wrote a will is gone, and it falls to this broker
     * @param unreadable those whom {@code reader} has passed over
     * @param done runs when all is here
     */
    Adoption(
            List<Lane> lanes,
            LaneRounds rounds,
            Function<String, Lane> home,
            Supplier<Recovery> reader,
            Predicate<String> isHere,
            Predicate<String> isOrphan,
            Predicate<WillRecord> isLeft,
            UnreadableClients unreadable,
            Runnable done) {
        this.lanes = lanes;
        this.rounds = rounds;
        this.home = home;
        this.reader = reader;
        this.isHere = isHere;
        this.isOrphan = isOrphan;
        this.isLeft = isLeft;
        this.unreadable = unreadable;
        this.done = done;
    }

    void begin() {
        reader.get().glance(isHere).whenComplete((found, failure) -> {
            if (found == null) {
                again(this::begin);
                return;
            }
            wills = found.wills().stream()
                    .filter(will -> !found.sessions().contains(will.clientId()) && isLeft.test(will))
                    .toList();
            claim(found.sessions().stream().filter(isOrphan).toList());
        });
    }

    private void again(Runnable what) {
        Lane first = lanes.getFirst();
        first.thread().execute(() -> first.storage().retrySoon(new LaneStorage.Saved() {
            @Override
            public void save() {}

            @Override
            public void retry() {
                what.run();
            }
        }));
    }

    private Map<Lane, List<String>> byLane(List<String> clientIds) {
        return clientIds.stream().collect(Collectors.groupingBy(home));
    }

    private void claim(List<String> orphans) {
        Map<Lane, List<String>> all = byLane(orphans);
        Set<String> granted = ConcurrentHashMap.newKeySet();
        // claims of this broker's own home are answered at once, in a later turn of the lane
        rounds.each(
                lane -> all.getOrDefault(lane, List.of()).forEach(lane.claims()::adopt),
                () -> rounds.each(
                        lane -> all.getOrDefault(lane, List.of()).stream()
                                .filter(lane.claims()::isAdopting)
                                .forEach(granted::add),
                        () -> read(granted)));
    }

    private void read(Set<String> granted) {
        if (granted.isEmpty()) {
            publish();
            return;
        }
        reader.get().readClients(granted::contains).whenComplete((found, failure) -> {
            if (found == null) {
                again(() -> read(granted));
            } else {
                install(split(granted, found).entrySet().iterator());
            }
        });
    }

    private static Map<String, StoredClients> split(Set<String> clientIds, StoredClients all) {
        Map<String, StoredClients> each = new HashMap<>();
        clientIds.forEach(id -> of(each, id));
        all.sessions()
                .forEach(session ->
                        of(each, session.session().clientId()).sessions().add(session));
        all.ended().forEach(clientId -> of(each, clientId).ended().add(clientId));
        all.wills().forEach(will -> of(each, will.clientId()).wills().add(will));
        return each;
    }

    private static StoredClients of(Map<String, StoredClients> each, String clientId) {
        return each.computeIfAbsent(
                clientId, _ -> new StoredClients(new ArrayList<>(1), new ArrayList<>(0), new ArrayList<>(0)));
    }

    private void install(Iterator<Map.Entry<String, StoredClients>> left) {
        if (!left.hasNext()) {
            publish();
            return;
        }
        List<Map.Entry<String, StoredClients>> some = new ArrayList<>();
        while (left.hasNext() && some.size() < BATCH) {
            some.add(left.next());
        }
        Map<Lane, List<Map.Entry<String, StoredClients>>> all =
                some.stream().collect(Collectors.groupingBy(one -> home.apply(one.getKey())));
        rounds.each(
                lane -> all.getOrDefault(lane, List.of())
                        .forEach(one -> install(lane.claims(), one.getKey(), one.getValue())),
                () -> install(left));
    }

    private void install(LaneClaims claims, String clientId, StoredClients found) {
        if (unreadable.contains(clientId)) {
            claims.passOver(clientId);
        } else {
            claims.install(clientId, found);
        }
    }

    private void publish() {
        Set<WillRecord> all = new HashSet<>(wills);
        rounds.each(
                lane -> all.stream()
                        .filter(will -> home.apply(will.clientId()) == lane)
                        .forEach(lane.sessions()::publishLeft),
                done);
    }
}
