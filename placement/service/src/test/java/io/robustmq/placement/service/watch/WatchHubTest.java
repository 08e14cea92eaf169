package io.robustmq.placement.service.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.robustmq.placement.api.v1.Reason;
import io.robustmq.placement.api.v1.WatchResponse;
import io.robustmq.placement.service.fault.Fault;
import io.robustmq.placement.state.command.Change;
import io.robustmq.placement.state.command.Command;
import io.robustmq.placement.state.decide.Decision;
import io.robustmq.placement.state.decide.Placement;
import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.model.ConfigEntry;
import io.robustmq.placement.state.model.ConfigValue;
import io.robustmq.placement.state.model.Kind;
import io.robustmq.placement.state.model.Ref;
import io.robustmq.placement.state.record.RecordBatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WatchHubTest {

    private static final Interest EVERYTHING = new Interest(Set.of(), "");

    private static final long MOST_HELD = 1 << 20;

    private final WatchHub hub = new WatchHub(100, 10, Duration.ofSeconds(2), MOST_HELD);
    private ClusterImage image = ClusterImage.EMPTY;
    private int keys;

    @AfterEach
    void close() {
        hub.close();
    }

    /** Keeps what it is sent, and takes nothing while it is blocked. */
    private static final class Reader implements Outlet {
        final List<WatchResponse> received = new CopyOnWriteArrayList<>();
        volatile boolean blocked;
        volatile boolean breaks;
        volatile Reason ended = Reason.REASON_UNSPECIFIED;

        @Override
        public boolean isReady() {
            return !blocked;
        }

        @Override
        public void send(WatchResponse response) {
            if (breaks) {
                throw new IllegalStateException("as scripted");
            }
            received.add(response);
        }

        @Override
        public void fail(Throwable fault) {
            ended = ((Fault) fault).error().getReason();
        }

        long lastRevision() {
            WatchResponse last = received.getLast();
            return switch (last.getResponseCase()) {
                case STARTED -> 0;
                case SNAPSHOT -> last.getSnapshot().getRevision();
                case DELTA -> last.getDelta().getRevision();
                case PROGRESS -> last.getProgress().getRevision();
                case RESPONSE_NOT_SET -> -1;
            };
        }

        /** The state as a client rebuilds it: names of configuration keys and their values. */
        Map<String, Long> rebuilt() {
            Map<String, Long> state = new TreeMap<>();
            for (WatchResponse response : received) {
                response.getSnapshot()
                        .getEntriesList()
                        .forEach(entry -> state.put(
                                entry.getConfig().getKey(), entry.getConfig().getInteger()));
                response.getSnapshot().getDeletedList().forEach(deleted -> state.remove(deleted.getName()));
                response.getDelta().getChangesList().forEach(change -> {
                    if (change.hasPut()) {
                        state.put(
                                change.getPut().getConfig().getKey(),
                                change.getPut().getConfig().getInteger());
                    } else {
                        state.remove(change.getDeleted().getName());
                    }
                });
            }
            return state;
        }
    }

    private void run(Command command) {
        RecordBatch batch = ((Decision.Accepted) Placement.decide(image, command, 1_000)).batch();
        image = image.replay(batch);
        hub.log().onApplied(List.of(batch), image);
    }

    private void form() {
        run(new Command.FormCluster("form", "cluster"));
    }

    private void put(String name, long value) {
        run(new Command.Write(
                "key" + keys++, List.of(Change.Put.of(new ConfigEntry(name, new ConfigValue.OfInteger(value))))));
    }

    private static void awaitRevision(Reader reader, long revision) {
        await().until(() -> !reader.received.isEmpty() && reader.lastRevision() >= revision);
    }

    @Test
    void sendsASnapshotAndThenEveryChange() {
        form();
        for (int i = 0; i < 1_200; i++) {
            put("key" + i, i);
        }
        Reader reader = new Reader();
        hub.watch(EVERYTHING, 0, "", reader);
        awaitRevision(reader, image.revision());
        put("key0", 99);
        put("more", 1);
        awaitRevision(reader, image.revision());
        assertThat(reader.received.getFirst().hasStarted()).isTrue();
        assertThat(reader.received.stream().filter(WatchResponse::hasSnapshot)).hasSizeGreaterThan(2);
        assertThat(reader.rebuilt()).hasSize(1_201).containsEntry("key0", 99L).containsEntry("more", 1L);
    }

    @Test
    void resumesWithoutAGapOrARepeat() {
        form();
        put("a", 1);
        long seen = image.revision();
        put("a", 2);
        put("a", 3);
        Reader reader = new Reader();
        hub.watch(EVERYTHING, seen, "cluster", reader);
        awaitRevision(reader, image.revision());
        assertThat(reader.received.stream().filter(WatchResponse::hasDelta).map(r -> r.getDelta()
                        .getRevision()))
                .containsExactly(seen + 1, seen + 2);
    }

    @Test
    void cutsOffWhoTakesNothingSoThatItCanStillResume() {
        form();
        Reader reader = new Reader();
        WatchHub.Subscription subscription = hub.watch(EVERYTHING, 0, "", reader);
        awaitRevision(reader, image.revision());
        long seen = reader.lastRevision();
        reader.blocked = true;
        for (int i = 0; i < 60; i++) {
            put("a", i);
        }
        await().until(() -> reader.ended == Reason.SLOW_WATCHER);
        subscription.cancel();

        Reader again = new Reader();
        hub.watch(EVERYTHING, seen, "cluster", again);
        awaitRevision(again, image.revision());
        assertThat(again.rebuilt()).containsEntry("a", 59L);
    }

    @Test
    void refusesToResumeBehindWhatIsKeptAheadOfWhatIsReachedOrOfAnotherCluster() {
        form();
        for (int i = 0; i < 300; i++) {
            put("a", i);
        }
        Reader old = new Reader();
        hub.watch(EVERYTHING, 2, "cluster", old);
        await().until(() -> old.ended == Reason.REVISION_COMPACTED);
        Reader ahead = new Reader();
        hub.watch(EVERYTHING, image.revision() + 1, "cluster", ahead);
        await().until(() -> ahead.ended == Reason.REVISION_COMPACTED);
        Reader stranger = new Reader();
        hub.watch(EVERYTHING, image.revision(), "another", stranger);
        await().until(() -> stranger.ended == Reason.WRONG_CLUSTER);
    }

    @Test
    void tellsOnlyOfWhatIsWatchedAndHowFarItHasCome() {
        form();
        Reader reader = new Reader();
        hub.watch(new Interest(Set.of(Kind.USER), ""), 0, "", reader);
        awaitRevision(reader, image.revision());
        put("a", 1);
        awaitRevision(reader, image.revision());
        assertThat(reader.received).noneMatch(WatchResponse::hasDelta);
        assertThat(reader.received.getLast().hasProgress()).isTrue();
    }

    @Test
    void keepsFewerRevisionsWhereTheyAreLarge() {
        try (WatchHub large = new WatchHub(20_000, 10)) {
            form();
            large.log().onReplaced(image);
            long begin = image.revision();
            for (int i = 0; i < 1_100; i++) {
                RecordBatch batch = ((Decision.Accepted) Placement.decide(
                                image,
                                new Command.Write(
                                        "key" + keys++,
                                        List.of(Change.Put.of(
                                                new ConfigEntry("a", new ConfigValue.OfText("x".repeat(64 << 10)))))),
                                1_000))
                        .batch();
                image = image.replay(batch);
                large.log().onApplied(List.of(batch), image);
            }
            assertThat(large.log().reaches(begin)).isFalse();
            assertThat(large.log().reaches(image.revision() - 1_000)).isTrue();
            assertThat(large.log().batch(image.revision())).isNotNull();
        }
    }

    @Test
    void endsWatchesWhenTheStateIsExchanged() {
        form();
        Reader reader = new Reader();
        hub.watch(EVERYTHING, 0, "", reader);
        awaitRevision(reader, image.revision());
        hub.log().onReplaced(image);
        await().until(() -> reader.ended == Reason.REVISION_COMPACTED);
    }

    @Test
    void hearsOfChangesAfterItWasClosedAndTellsWhoeverComesThatThisMemberStops() {
        form();
        Reader reader = new Reader();
        hub.watch(EVERYTHING, 0, "", reader);
        awaitRevision(reader, image.revision());
        hub.close();
        put("a", 1);
        await().until(() -> reader.ended == Reason.SHUTTING_DOWN);
        Reader late = new Reader();
        hub.watch(EVERYTHING, 0, "", late);
        assertThat(late.ended).isEqualTo(Reason.SHUTTING_DOWN);
        assertThat(hub.log().image().revision()).isEqualTo(image.revision());
    }

    @Test
    void saysThatItLivesToThoseWhoWatchAStateThatDoesNotChange() {
        try (WatchHub quiet = new WatchHub(100, 10, Duration.ofMillis(20), MOST_HELD)) {
            form();
            quiet.log().onReplaced(image);
            Reader reader = new Reader();
            quiet.watch(EVERYTHING, 0, "", reader);
            await().until(() ->
                    reader.received.stream().filter(WatchResponse::hasProgress).count() >= 3);
            assertThat(reader.lastRevision()).isEqualTo(image.revision());
        }
    }

    /** 300 changes, where 100 are kept. */
    @Test
    void aSnapshotThatTakesLongEndsWithWhatHasChangedMeanwhile() {
        form();
        for (int i = 0; i < 1_200; i++) {
            put("key" + i, i);
        }
        Reader reader = new Reader();
        reader.blocked = true;
        WatchHub.Subscription subscription = hub.watch(EVERYTHING, 0, "", reader);
        await().until(() -> !reader.received.isEmpty());
        long begun = image.revision();
        for (int i = 0; i < 100; i++) {
            put("key" + i, -i);
            put("more" + i, i);
            delete("key" + (1_000 + i));
        }
        Map<String, Long> expected = state();
        reader.blocked = false;
        subscription.resume();
        awaitRevision(reader, image.revision());
        put("key7", 7);
        awaitRevision(reader, image.revision());

        expected.put("key7", 7L);
        assertThat(reader.ended).isEqualTo(Reason.REASON_UNSPECIFIED);
        assertThat(reader.rebuilt()).isEqualTo(expected);
        assertThat(reader.received.stream().filter(WatchResponse::hasDelta))
                .as("of the last put")
                .hasSize(1);
        assertThat(reader.received.stream()
                        .map(WatchResponse::getSnapshot)
                        .filter(page -> page.getRevision() > begun)
                        .mapToInt(page -> page.getEntriesCount() + page.getDeletedCount())
                        .sum())
                .as("what is otherwise, and no more")
                .isEqualTo(300);
        assertThat(reader.received.stream()
                        .filter(response -> response.getSnapshot().getLast()))
                .hasSize(1);
    }

    @Test
    void thoseWhoBeginTogetherAreSentTheSamePages() {
        form();
        for (int i = 0; i < 1_200; i++) {
            put("key" + i, i);
        }
        List<Reader> readers = List.of(new Reader(), new Reader(), new Reader());
        List<WatchHub.Subscription> subscriptions = new ArrayList<>();
        for (Reader reader : readers) {
            reader.blocked = true;
            subscriptions.add(hub.watch(EVERYTHING, 0, "", reader));
            put("key0", subscriptions.size()); // one begins at another revision than the next
        }
        await().until(() -> readers.stream().noneMatch(reader -> reader.received.isEmpty()));
        readers.forEach(reader -> reader.blocked = false);
        subscriptions.forEach(WatchHub.Subscription::resume);
        readers.forEach(reader -> awaitRevision(reader, image.revision()));

        for (int page = 1; page <= 2; page++) {
            WatchResponse first = readers.getFirst().received.get(page);
            assertThat(first.getSnapshot().getEntriesCount()).isEqualTo(500);
            for (Reader reader : readers) {
                assertThat(reader.received.get(page)).isSameAs(first);
            }
        }
        assertThat(readers).allSatisfy(reader -> assertThat(reader.rebuilt()).isEqualTo(state()));
    }

    @Test
    void whatBeganAfterAWriteHasItInItsSnapshot() {
        form();
        put("a", 1);
        Reader slow = new Reader();
        slow.blocked = true;
        hub.watch(EVERYTHING, 0, "", slow);
        await().until(() -> !slow.received.isEmpty());
        put("a", 2);
        Reader reader = new Reader();
        hub.watch(EVERYTHING, 0, "", reader);
        awaitRevision(reader, image.revision());
        assertThat(reader.rebuilt()).containsEntry("a", 2L);
        assertThat(reader.received).noneMatch(WatchResponse::hasDelta);
    }

    /** Watchers that stop and go as they like, while keys are written and deleted. */
    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whoeverIsNotCutOffHasTheStateInTheEnd(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Reader> readers = new ArrayList<>();
        List<WatchHub.Subscription> subscriptions = new ArrayList<>();
        form();
        int changes = 500 + random.nextInt(1_500);
        for (int i = 0; i < changes; i++) {
            String key = "key" + random.nextInt(900);
            if (random.nextInt(3) == 0 && image.find(Ref.of(Kind.CONFIG, key)) != null) {
                delete(key);
            } else {
                put(key, i);
            }
            if (readers.size() < 8 && random.nextInt(changes / 8) == 0) {
                Reader reader = new Reader();
                reader.blocked = random.nextBoolean();
                readers.add(reader);
                subscriptions.add(hub.watch(EVERYTHING, 0, "", reader));
            }
            if (!readers.isEmpty() && random.nextInt(20) == 0) {
                int which = random.nextInt(readers.size());
                readers.get(which).blocked = random.nextBoolean();
                subscriptions.get(which).resume();
            }
        }
        readers.forEach(reader -> reader.blocked = false);
        subscriptions.forEach(WatchHub.Subscription::resume);
        for (Reader reader : readers) {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> reader.ended != Reason.REASON_UNSPECIFIED
                            || (!reader.received.isEmpty() && reader.lastRevision() >= image.revision()));
            if (reader.ended == Reason.REASON_UNSPECIFIED) {
                assertThat(reader.rebuilt()).isEqualTo(state());
            } else {
                assertThat(reader.ended).isEqualTo(Reason.SLOW_WATCHER);
            }
        }
    }

    static LongStream seeds() {
        return new SplittableRandom().longs(8);
    }

    private void delete(String name) {
        run(new Command.Write("key" + keys++, List.of(Change.Delete.of(Ref.of(Kind.CONFIG, name)))));
    }

    private Map<String, Long> state() {
        Map<String, Long> state = new TreeMap<>();
        image.forEach(Kind.CONFIG, entity -> {
            if (entity instanceof ConfigEntry entry && entry.value() instanceof ConfigValue.OfInteger value) {
                state.put(entry.key(), value.value());
            }
        });
        return state;
    }

    @Test
    void cutsOffWhoTakesItsSnapshotSoSlowlyThatItHoldsMuchOfAnOldImage() {
        form();
        Reader reader = new Reader();
        reader.blocked = true;
        hub.watch(EVERYTHING, 0, "", reader);
        await().until(() -> !reader.received.isEmpty());
        long perPut = 512; // about, and half as much for its idempotency key
        for (int i = 0; i < MOST_HELD / perPut; i++) {
            put("a", i);
        }
        await().until(() -> reader.ended == Reason.SLOW_WATCHER);
    }

    @Test
    void aStreamThatBreaksIsNoneOfTheOthersBusiness() {
        form();
        Reader broken = new Reader();
        hub.watch(EVERYTHING, 0, "", broken);
        awaitRevision(broken, image.revision());
        Reader other = new Reader();
        hub.watch(EVERYTHING, 0, "", other);
        awaitRevision(other, image.revision());
        broken.breaks = true;
        put("a", 1);
        awaitRevision(other, image.revision());
        await().until(() -> hub.watchers() == 1);
        put("a", 2);
        awaitRevision(other, image.revision());
    }
}
