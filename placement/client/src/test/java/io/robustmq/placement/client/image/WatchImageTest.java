package io.robustmq.placement.client.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.placement.api.v1.Config;
import io.robustmq.placement.api.v1.Delta;
import io.robustmq.placement.api.v1.Entry;
import io.robustmq.placement.api.v1.EntryChange;
import io.robustmq.placement.api.v1.EntryRef;
import io.robustmq.placement.api.v1.Kind;
import io.robustmq.placement.api.v1.Progress;
import io.robustmq.placement.api.v1.Reason;
import io.robustmq.placement.api.v1.SnapshotPage;
import io.robustmq.placement.api.v1.WatchRequest;
import io.robustmq.placement.api.v1.WatchResponse;
import io.robustmq.placement.api.v1.WatchStarted;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class WatchImageTest {

    private final WatchImage image = new WatchImage();

    static Entry config(String key, long value, long version) {
        return Entry.newBuilder()
                .setVersion(version)
                .setConfig(Config.newBuilder().setKey(key).setInteger(value))
                .build();
    }

    static WatchResponse started(String clusterId) {
        return WatchResponse.newBuilder()
                .setStarted(WatchStarted.newBuilder().setClusterId(clusterId))
                .build();
    }

    static WatchResponse page(long revision, boolean last, Entry... entries) {
        return WatchResponse.newBuilder()
                .setSnapshot(SnapshotPage.newBuilder()
                        .setRevision(revision)
                        .addAllEntries(List.of(entries))
                        .setLast(last))
                .build();
    }

    static WatchResponse put(long revision, Entry entry) {
        return WatchResponse.newBuilder()
                .setDelta(Delta.newBuilder()
                        .setRevision(revision)
                        .addChanges(EntryChange.newBuilder().setPut(entry)))
                .build();
    }

    static WatchResponse delete(long revision, String key) {
        return WatchResponse.newBuilder()
                .setDelta(Delta.newBuilder()
                        .setRevision(revision)
                        .addChanges(EntryChange.newBuilder()
                                .setDeleted(EntryRef.newBuilder()
                                        .setKind(Kind.CONFIG)
                                        .setName(key))))
                .build();
    }

    static WatchResponse progress(long revision) {
        return WatchResponse.newBuilder()
                .setProgress(Progress.newBuilder().setRevision(revision))
                .build();
    }

    private WatchRequest request() {
        return image.request(Set.of(), "");
    }

    private WatchEvent.Whole whole(WatchResponse response) throws OutOfOrderException {
        return (WatchEvent.Whole) image.on(response).orElseThrow();
    }

    @Test
    void laterPagesSayWhatHasChangedSinceEarlierOnes() throws OutOfOrderException {
        request();
        image.on(started("x"));
        image.on(page(7, false, config("a", 1, 3), config("b", 1, 3), config("c", 1, 3)));
        WatchResponse last = WatchResponse.newBuilder()
                .setSnapshot(SnapshotPage.newBuilder()
                        .setRevision(9)
                        .addEntries(config("a", 2, 8))
                        .addDeleted(EntryRef.newBuilder().setKind(Kind.CONFIG).setName("b"))
                        .setLast(true))
                .build();
        WatchEvent.Whole whole = whole(last);
        assertThat(whole.revision()).isEqualTo(9);
        assertThat(whole.entries().values()).containsExactlyInAnyOrder(config("a", 2, 8), config("c", 1, 3));
        assertThat(whole.difference()).hasSize(2);
    }

    @Test
    void tellsASnapshotAtOnceThenChangesAndResumesBehindTheLast() throws OutOfOrderException {
        assertThat(request().getAfterRevision()).isZero();
        assertThat(image.on(started("x"))).isEmpty();
        assertThat(image.on(page(7, false, config("a", 1, 3)))).isEmpty();
        WatchEvent.Whole whole = whole(page(7, true, config("b", 2, 7)));
        assertThat(whole.entries()).hasSize(2);
        assertThat(whole.difference()).hasSize(2);
        assertThat(image.on(put(9, config("a", 5, 9))))
                .map(WatchEvent::revision)
                .contains(9L);
        assertThat(image.on(put(9, config("a", 5, 9)))).as("a repeat").isEmpty();
        assertThat(image.on(progress(12))).contains(new WatchEvent.Reached(12));

        assertThat(image.onCut(Reason.SLOW_WATCHER)).isTrue();
        WatchRequest next = request();
        assertThat(next.getAfterRevision()).isEqualTo(12);
        assertThat(next.getClusterId()).isEqualTo("x");
        assertThat(image.on(started("x"))).isEmpty();
        assertThat(image.on(delete(13, "b"))).map(WatchEvent::revision).contains(13L);
    }

    @Test
    void beginsAnewWithWhatIsDifferentWhenTheRevisionIsTooOld() throws OutOfOrderException {
        request();
        image.on(started("x"));
        image.on(page(7, true, config("a", 1, 3), config("b", 2, 4), config("c", 3, 5)));

        assertThat(image.onCut(Reason.REVISION_COMPACTED)).isFalse();
        assertThat(request().getAfterRevision()).isZero();
        image.on(started("x"));
        WatchEvent.Whole whole = whole(page(90, true, config("a", 1, 3), config("b", 9, 80), config("d", 4, 81)));

        assertThat(whole.entries().keySet()).extracting(EntryKey::name).containsExactlyInAnyOrder("a", "b", "d");
        assertThat(whole.difference())
                .containsExactlyInAnyOrder(
                        EntryChange.newBuilder().setPut(config("b", 9, 80)).build(),
                        EntryChange.newBuilder().setPut(config("d", 4, 81)).build(),
                        EntryChange.newBuilder()
                                .setDeleted(EntryRef.newBuilder()
                                        .setKind(Kind.CONFIG)
                                        .setName("c"))
                                .build());
    }

    @Test
    void beginsAnewWithAnotherClusterWhoseRevisionsAreSmaller() throws OutOfOrderException {
        request();
        image.on(started("x"));
        image.on(page(700, true, config("a", 1, 3)));
        image.onCut(Reason.WRONG_CLUSTER);
        request();
        image.on(started("y"));
        WatchEvent.Whole whole = whole(page(2, true));
        assertThat(whole.clusterId()).isEqualTo("y");
        assertThat(whole.difference()).hasSize(1);
        assertThat(image.on(put(3, config("z", 1, 3)))).isPresent();
    }

    @Test
    void throwsHalfASnapshotAway() throws OutOfOrderException {
        request();
        image.on(started("x"));
        image.on(page(7, false, config("gone", 1, 3)));
        assertThat(image.onCut(Reason.SHUTTING_DOWN)).isFalse();
        request();
        image.on(started("x"));
        assertThat(whole(page(8, true, config("a", 1, 8))).entries()).hasSize(1);
    }

    @Test
    void beginsAnewAfterWhatCannotFollow() throws OutOfOrderException {
        request();
        assertThatThrownBy(() -> image.on(put(3, config("a", 1, 3)))).isInstanceOf(OutOfOrderException.class);
        request();
        image.on(started("x"));
        image.on(page(7, true));
        assertThatThrownBy(() -> image.on(page(8, true))).isInstanceOf(OutOfOrderException.class);
        request();
        image.on(started("x"));
        image.on(page(7, true));
        request();
        assertThatThrownBy(() -> image.on(started("y"))).isInstanceOf(OutOfOrderException.class);
        assertThat(request().getAfterRevision()).isZero();
    }

    @Test
    void anEmptyClusterIsWatchedFromASnapshotAgain() throws OutOfOrderException {
        request();
        image.on(started("x"));
        assertThat(whole(page(0, true)).revision()).isZero();
        image.onCut(Reason.REASON_UNSPECIFIED);
        assertThat(request().getAfterRevision()).isZero();
        assertThat(image.on(started("x"))).isEmpty();
    }

    /**
     * A member with a history, cut-offs anywhere, histories that are kept only so far: who applies what is told holds what the
     * member held at that revision, each revision once and in order.
     */
    @Property
    void whoAppliesWhatIsToldHoldsWhatTheMemberHolds(@ForAll long seed) throws OutOfOrderException {
        Random random = new Random(seed);
        WatchImage watched = new WatchImage();
        List<WatchResponse> history = new ArrayList<>(); // of revision i + 1
        List<Map<String, Entry>> states = new ArrayList<>(List.of(Map.of()));
        Map<EntryKey, Entry> mine = new HashMap<>();
        long reached = 0;
        for (int stream = 0; stream < 12; stream++) {
            grow(random, history, states);
            WatchRequest request = watched.request(Set.of(), "");
            List<WatchResponse> answers = new ArrayList<>();
            long kept = Math.max(0, history.size() - 5 - random.nextInt(20));
            long after = request.getAfterRevision();
            assertThat(after).isIn(0L, reached);
            if (after > 0 && after < kept) {
                watched.onCut(Reason.REVISION_COMPACTED);
                continue;
            }
            answers.add(started("x"));
            if (after == 0) {
                after = history.size();
                List<Entry> entries = new ArrayList<>(states.get((int) after).values());
                int cut = entries.isEmpty() ? 0 : random.nextInt(entries.size());
                answers.add(page(after, false, entries.subList(0, cut).toArray(Entry[]::new)));
                answers.add(
                        page(after, true, entries.subList(cut, entries.size()).toArray(Entry[]::new)));
            }
            grow(random, history, states);
            answers.addAll(history.subList((int) after, history.size()));
            for (WatchResponse answer : answers.subList(0, random.nextInt(answers.size() + 1))) {
                Optional<WatchEvent> event = watched.on(answer);
                if (event.isPresent()) {
                    reached = apply(event.get(), mine, reached);
                    assertThat(names(mine)).as("at revision %s", reached).isEqualTo(states.get((int) reached));
                }
            }
            watched.onCut(random.nextBoolean() ? Reason.SLOW_WATCHER : Reason.REASON_UNSPECIFIED);
        }
    }

    private static void grow(Random random, List<WatchResponse> history, List<Map<String, Entry>> states) {
        for (int i = random.nextInt(10); i > 0; i--) {
            long revision = history.size() + 1L;
            String key = "k" + random.nextInt(5);
            Map<String, Entry> next = new TreeMap<>(states.getLast());
            if (next.containsKey(key) && random.nextBoolean()) {
                next.remove(key);
                history.add(delete(revision, key));
            } else {
                next.put(key, config(key, random.nextInt(), revision));
                history.add(put(revision, next.get(key)));
            }
            states.add(next);
        }
    }

    private static long apply(WatchEvent event, Map<EntryKey, Entry> mine, long reached) {
        List<EntryChange> changes =
                switch (event) {
                    case WatchEvent.Whole whole -> whole.difference();
                    case WatchEvent.Changed changed -> {
                        assertThat(changed.revision()).isEqualTo(reached + 1);
                        yield changed.changes();
                    }
                    case WatchEvent.Reached _ -> List.of();
                };
        for (EntryChange change : changes) {
            if (change.hasPut()) {
                mine.put(EntryKey.of(change.getPut()), change.getPut());
            } else {
                assertThat(mine.remove(EntryKey.of(change.getDeleted()))).isNotNull();
            }
        }
        if (event instanceof WatchEvent.Whole whole) {
            assertThat(mine).isEqualTo(whole.entries());
        }
        return event.revision();
    }

    private static Map<String, Entry> names(Map<EntryKey, Entry> entries) {
        Map<String, Entry> named = new TreeMap<>();
        entries.forEach((key, entry) -> named.put(key.name(), entry));
        return named;
    }
}
