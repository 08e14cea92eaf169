package io.robustmq.placement.service.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.robustmq.placement.api.v1.Reason;
import io.robustmq.placement.api.v1.WatchResponse;
import io.robustmq.placement.state.command.Change;
import io.robustmq.placement.state.command.Command;
import io.robustmq.placement.state.decide.Decision;
import io.robustmq.placement.state.decide.Placement;
import io.robustmq.placement.state.model.ConfigEntry;
import io.robustmq.placement.state.model.ConfigValue;
import io.robustmq.placement.state.model.Kind;
import io.robustmq.placement.state.record.RecordBatch;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WatchHubTest extends OnWatchHub {

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
                                        nextKey(),
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
