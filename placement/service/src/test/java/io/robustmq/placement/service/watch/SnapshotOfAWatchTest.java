package io.robustmq.placement.service.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.robustmq.placement.api.v1.Reason;
import io.robustmq.placement.api.v1.WatchResponse;
import io.robustmq.placement.state.model.Kind;
import io.robustmq.placement.state.model.Ref;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a watch begins with, also when it takes long. */
class SnapshotOfAWatchTest extends OnWatchHub {

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
}
