package io.robustmq.placement.client;

import static io.robustmq.placement.client.ScriptedMember.fault;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.robustmq.placement.api.v1.Config;
import io.robustmq.placement.api.v1.Delta;
import io.robustmq.placement.api.v1.Entry;
import io.robustmq.placement.api.v1.EntryChange;
import io.robustmq.placement.api.v1.Kind;
import io.robustmq.placement.api.v1.Progress;
import io.robustmq.placement.api.v1.Reason;
import io.robustmq.placement.api.v1.SnapshotPage;
import io.robustmq.placement.api.v1.WatchRequest;
import io.robustmq.placement.api.v1.WatchResponse;
import io.robustmq.placement.api.v1.WatchStarted;
import io.robustmq.placement.client.call.ClientSettings;
import io.robustmq.placement.client.fault.PlacementException;
import io.robustmq.placement.client.image.WatchEvent;
import io.robustmq.placement.client.watch.WatchListener;
import io.robustmq.placement.client.watch.Watching;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class WatchingTest {

    private final ScriptedMember a = new ScriptedMember();
    private final ScriptedMember b = new ScriptedMember();
    private PlacementClient client = PlacementClient.open(ClientSettings.of(List.of(a.address(), b.address())));
    private final Recorder recorder = new Recorder();

    /** Remembers what it was told; does something else besides. */
    private static final class Recorder implements WatchListener {
        final List<WatchEvent> told = new CopyOnWriteArrayList<>();
        final List<PlacementException> interrupted = new CopyOnWriteArrayList<>();
        final List<PlacementException> ended = new CopyOnWriteArrayList<>();
        volatile Consumer<WatchEvent> besides = event -> {};

        @Override
        public void on(WatchEvent event) {
            told.add(event);
            besides.accept(event);
        }

        @Override
        public void onInterrupted(PlacementException why) {
            interrupted.add(why);
        }

        @Override
        public void onEnded(PlacementException why) {
            ended.add(why);
        }

        List<Long> revisions() {
            return told.stream().map(WatchEvent::revision).toList();
        }
    }

    @BeforeAll
    static void warmUp() {
        ScriptedMember.warmUp();
    }

    @AfterEach
    void close() {
        client.close();
        a.close();
        b.close();
    }

    private static Entry entry(String key, long value) {
        return Entry.newBuilder()
                .setConfig(Config.newBuilder().setKey(key).setInteger(value))
                .build();
    }

    private static WatchResponse started() {
        return WatchResponse.newBuilder()
                .setStarted(WatchStarted.newBuilder().setClusterId("x"))
                .build();
    }

    private static WatchResponse snapshot(long revision, Entry... entries) {
        return WatchResponse.newBuilder()
                .setSnapshot(SnapshotPage.newBuilder()
                        .setRevision(revision)
                        .addAllEntries(List.of(entries))
                        .setLast(true))
                .build();
    }

    private static WatchResponse delta(long revision) {
        return WatchResponse.newBuilder()
                .setDelta(Delta.newBuilder()
                        .setRevision(revision)
                        .addChanges(EntryChange.newBuilder().setPut(entry("k", revision))))
                .build();
    }

    private static WatchResponse progress(long revision) {
        return WatchResponse.newBuilder()
                .setProgress(Progress.newBuilder().setRevision(revision))
                .build();
    }

    /** A snapshot at 10 for whoever begins, and the deltas after what is known, up to {@code last}. */
    private static void serve(WatchRequest request, StreamObserver<WatchResponse> observer, long last) {
        observer.onNext(started());
        long after = request.getAfterRevision();
        if (after == 0) {
            observer.onNext(snapshot(10, entry("k", 10)));
            after = 10;
        }
        LongStream.rangeClosed(after + 1, last).forEach(revision -> observer.onNext(delta(revision)));
    }

    private static List<Long> upTo(long last) {
        return LongStream.rangeClosed(10, last).boxed().toList();
    }

    private Watching watch() {
        return client.watch(Set.of(Kind.CONFIG), "", recorder);
    }

    private List<WatchRequest> requests() {
        return java.util.stream.Stream.of(a, b)
                .flatMap(member -> member.received(WatchRequest.class).stream())
                .toList();
    }

    @Test
    void goesOnAtAnotherMemberWhereADeadOneLeftOff() {
        ScriptedMember.Streaming first = (request, observer) -> serve(request, observer, 13);
        a.onWatch = first;
        b.onWatch = first;
        watch();
        await().until(() -> recorder.revisions().equals(upTo(13)));
        ScriptedMember dying = a.received(WatchRequest.class).isEmpty() ? b : a;
        ScriptedMember other = dying == a ? b : a;
        other.onWatch = (request, observer) -> serve(request, observer, 16);
        dying.die();
        await().untilAsserted(() -> assertThat(recorder.revisions()).isEqualTo(upTo(16)));
        WatchRequest resumed = other.received(WatchRequest.class).getFirst();
        assertThat(resumed.getAfterRevision()).isEqualTo(13);
        assertThat(resumed.getClusterId()).isEqualTo("x");
        assertThat(resumed.getKindsList()).containsExactly(Kind.CONFIG);
        assertThat(recorder.told.getFirst()).isInstanceOf(WatchEvent.Whole.class);
        assertThat(recorder.told.stream().filter(WatchEvent.Whole.class::isInstance))
                .hasSize(1);
        assertThat(recorder.interrupted).isNotEmpty();
    }

    @Test
    void beginsAnewWhereItsRevisionIsForgotten() {
        AtomicBoolean forgotten = new AtomicBoolean();
        ScriptedMember.Streaming script = (request, observer) -> {
            if (request.getAfterRevision() != 0) {
                forgotten.set(true);
                observer.onError(fault(Reason.REVISION_COMPACTED));
                return;
            }
            observer.onNext(started());
            if (!forgotten.get()) {
                observer.onNext(snapshot(10, entry("k", 1), entry("gone", 1), entry("same", 1)));
                observer.onError(fault(Reason.SHUTTING_DOWN));
            } else {
                observer.onNext(snapshot(50, entry("k", 2), entry("same", 1)));
            }
        };
        a.onWatch = script;
        b.onWatch = script;
        watch();
        await().until(() -> recorder.revisions().equals(List.of(10L, 50L)));
        WatchEvent.Whole whole = (WatchEvent.Whole) recorder.told.getLast();
        assertThat(whole.entries()).hasSize(2);
        assertThat(whole.difference())
                .hasSize(2)
                .anyMatch(EntryChange::hasDeleted)
                .anyMatch(EntryChange::hasPut);
    }

    @Test
    void aListenerThatBlocksIsCutOffAndLosesNothing() {
        CountDownLatch go = new CountDownLatch(1);
        recorder.besides = event -> {
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        };
        ScriptedMember.Streaming script = (request, observer) -> {
            if (request.getAfterRevision() == 0) {
                serve(request, observer, 100);
                observer.onError(fault(Reason.SLOW_WATCHER));
            } else {
                serve(request, observer, 200);
            }
        };
        a.onWatch = script;
        b.onWatch = script;
        watch();
        await().until(() -> recorder.told.size() == 1);
        go.countDown();
        await().untilAsserted(() -> assertThat(recorder.revisions()).isEqualTo(upTo(200)));
        assertThat(requests()).extracting(WatchRequest::getAfterRevision).hasSize(2);
    }

    @Test
    void aListenerThatThrowsHearsTheRestInOrder() {
        recorder.besides = event -> {
            if (event.revision() % 2 == 0) {
                throw new IllegalStateException("as scripted");
            }
        };
        a.onWatch = (request, observer) -> serve(request, observer, 40);
        b.onWatch = a.onWatch;
        watch();
        await().untilAsserted(() -> assertThat(recorder.revisions()).isEqualTo(upTo(40)));
    }

    @Test
    void aStreamThatFallsSilentIsResumedElsewhere() {
        client.close();
        client = PlacementClient.open(
                ClientSettings.of(List.of(a.address(), b.address())).withWatchSilence(Duration.ofMillis(300)));
        ScriptedMember.Streaming script = (request, observer) -> {
            serve(request, observer, 11);
            if (request.getAfterRevision() != 0) {
                observer.onNext(progress(20));
            }
        };
        a.onWatch = script;
        b.onWatch = script;
        watch();
        await().untilAsserted(() -> assertThat(recorder.revisions()).isEqualTo(List.of(10L, 11L, 20L)));
        await().until(() -> !a.received(WatchRequest.class).isEmpty()
                && !b.received(WatchRequest.class).isEmpty());
        assertThat(recorder.revisions()).isEqualTo(List.of(10L, 11L, 20L));
    }

    @Test
    void isOverWhenWhatItAsksForIsRefused() {
        a.onWatch = (request, observer) -> observer.onError(fault(Reason.INVALID_FIELD));
        b.onWatch = a.onWatch;
        Watching watching = watch();
        await().until(() -> recorder.ended.size() == 1);
        assertThat(recorder.ended.getFirst().reason()).isEqualTo(Reason.INVALID_FIELD);
        assertThat(watching.isClosed()).isTrue();
        assertThat(requests()).hasSize(1);
    }

    @Test
    void hearsNothingMoreOnceClosedAndTheMemberIsTold() {
        CountDownLatch cancelled = new CountDownLatch(1);
        a.onWatch = (request, observer) -> {
            ((ServerCallStreamObserver<WatchResponse>) observer).setOnCancelHandler(cancelled::countDown);
            serve(request, observer, 12);
        };
        b.onWatch = a.onWatch;
        Watching watching = watch();
        await().until(() -> recorder.revisions().equals(upTo(12)));
        watching.close();
        await().until(() -> cancelled.getCount() == 0);
        assertThat(recorder.revisions()).isEqualTo(upTo(12));
        assertThat(recorder.interrupted).isEmpty();
        assertThat(requests()).hasSize(1);
    }
}
