package io.robustmq.placement.state.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.placement.state.command.Change;
import io.robustmq.placement.state.command.Command;
import io.robustmq.placement.state.command.Reason;
import io.robustmq.placement.state.decide.Decision;
import io.robustmq.placement.state.decide.Placement;
import io.robustmq.placement.state.format.FormatException;
import io.robustmq.placement.state.format.StoredChange;
import io.robustmq.placement.state.format.StoredEntry;
import io.robustmq.placement.state.format.StoredImages;
import io.robustmq.placement.state.model.ConfigEntry;
import io.robustmq.placement.state.model.ConfigValue;
import io.robustmq.placement.state.model.Kind;
import io.robustmq.placement.state.model.Ref;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class EmbeddedPlacementTest {
    private final HeldStore store = new HeldStore();
    private final List<Long> revisions = new ArrayList<>();
    private EmbeddedPlacement placement = open();

    @Test
    void isAnsweredWhenItIsDurable() {
        store.held = true;
        CompletionStage<Decision> answer = placement.submit(new Command.FormCluster("f", "c"), 0);
        assertThat(answer.toCompletableFuture()).isNotDone();
        assertThat(placement.image().isFormed()).isFalse();
        store.release();
        assertThat(answer.toCompletableFuture()).isCompletedWithValueMatching(Decision.Accepted.class::isInstance);
        assertThat(placement.image().clusterId()).isEqualTo("c");
        assertThat(revisions).containsExactly(1L);
    }

    @Test
    void whatComesMeanwhileIsOneWriteAndIsDecidedInOrder() {
        form();
        store.held = true;
        submit("a", 1, OptionalLong.of(0));
        CompletionStage<Decision> second = submit("b", 2, OptionalLong.of(2));
        CompletionStage<Decision> third = submit("c", 3, OptionalLong.of(2));
        CompletionStage<Decision> again = submit("b", 2, OptionalLong.of(2));
        assertThat(store.writes).isEqualTo(2);
        store.release();
        assertThat(second.toCompletableFuture()).isNotDone();
        store.release();
        assertThat(second.toCompletableFuture()).isCompletedWithValueMatching(Decision.Accepted.class::isInstance);
        assertThat(third.toCompletableFuture())
                .isCompletedWithValueMatching(decision -> decision instanceof Decision.Refused refused
                        && refused.refusal().reason() == Reason.VERSION_MISMATCH);
        assertThat(again.toCompletableFuture()).isCompletedWithValueMatching(Decision.Unchanged.class::isInstance);
        assertThat(store.writes).isEqualTo(3);
        assertThat(value()).isEqualTo(2);
    }

    @Test
    void everythingIsThereAfterARestart() {
        form();
        for (int i = 0; i < 50; i++) {
            submit("k" + i, i, OptionalLong.empty());
        }
        List<String> before = StoredImages.lines(placement.image());
        placement = open();
        assertThat(StoredImages.lines(placement.image())).isEqualTo(before);
        assertThat(submit("k7", 7, OptionalLong.empty()).toCompletableFuture())
                .isCompletedWithValueMatching(Decision.Unchanged.class::isInstance);
    }

    @Test
    void aRuleThatThrowsFailsItsCommandAlone() {
        placement = EmbeddedPlacement.open(
                        store, (image, batch) -> revisions.add(batch.revision()), (image, command, now) -> {
                            if (command.idempotencyKey().equals("bad")) {
                                throw new ArithmeticException("a defect");
                            }
                            return Placement.decide(image, command, now);
                        })
                .toCompletableFuture()
                .join();
        form();
        assertThatThrownBy(() -> submit("bad", 1, OptionalLong.empty())
                        .toCompletableFuture()
                        .join())
                .hasCauseInstanceOf(RulesFailedException.class)
                .hasRootCauseInstanceOf(ArithmeticException.class);
        assertThat(placement.failure()).isNull();
        assertThat(submit("good", 2, OptionalLong.empty()).toCompletableFuture())
                .isCompletedWithValueMatching(Decision.Accepted.class::isInstance);
        assertThat(revisions).containsExactly(1L, 2L);
    }

    @Test
    void aFailedWriteIsFinal() {
        form();
        store.held = true;
        CompletionStage<Decision> first = submit("a", 1, OptionalLong.empty());
        CompletionStage<Decision> waiting = submit("b", 2, OptionalLong.empty());
        IllegalStateException full = new IllegalStateException("disk full");
        store.fail(full);
        assertThat(first.toCompletableFuture()).isCompletedExceptionally();
        assertThatThrownBy(() -> waiting.toCompletableFuture().join())
                .isInstanceOf(CompletionException.class)
                .hasCause(full);
        assertThat(placement.failure()).isSameAs(full);
        assertThat(submit("c", 3, OptionalLong.empty()).toCompletableFuture()).isCompletedExceptionally();
        assertThat(placement.image().revision()).isEqualTo(1);
        placement = open();
        assertThat(placement.failure()).isNull();
        assertThat(submit("c", 3, OptionalLong.empty()).toCompletableFuture()).isCompleted();
    }

    @Test
    void aWriteThatHasNotHappenedFailsItsCommandsOnly() {
        form();
        store.held = true;
        CompletionStage<Decision> first = submit("a", 1, OptionalLong.of(0));
        CompletionStage<Decision> waiting = submit("b", 2, OptionalLong.of(0));
        NotWrittenException full = new NotWrittenException("disk full", new IllegalStateException());
        store.held = false;
        store.fail(full);
        assertThatThrownBy(() -> first.toCompletableFuture().join()).hasCause(full);
        assertThat(placement.failure()).isNull();
        assertThat(waiting.toCompletableFuture()).isCompletedWithValueMatching(Decision.Accepted.class::isInstance);
        assertThat(value()).isEqualTo(2);
        assertThat(placement.image().revision()).isEqualTo(2);
        assertThat(StoredImages.lines(store.entries)).isEqualTo(StoredImages.lines(placement.image()));
    }

    @Test
    void aWriteTakesFewerCommandsIfTheyAreLarge() {
        form();
        store.held = true;
        submit("first", 1, OptionalLong.empty());
        for (int i = 0; i < 64; i++) {
            String text = "x".repeat(64 << 10);
            placement.submit(
                    new Command.Write(
                            "large" + i,
                            List.of(Change.Put.of(new ConfigEntry("k" + i, new ConfigValue.OfText(text))))),
                    0);
        }
        store.held = false;
        store.release();
        assertThat(placement.image().revision()).isEqualTo(66);
        assertThat(store.writes).isEqualTo(2 + 4);
    }

    @Test
    void aListenerThatThrowsIsFinalToo() {
        placement = EmbeddedPlacement.open(store, (image, batch) -> {
                    throw new IllegalArgumentException("listener");
                })
                .toCompletableFuture()
                .join();
        assertThat(placement.submit(new Command.FormCluster("f", "c"), 0).toCompletableFuture())
                .isCompletedExceptionally();
        assertThat(placement.failure()).hasMessage("listener");
    }

    @Test
    void noMoreWaitThanMay() {
        form();
        store.held = true;
        List<CompletionStage<Decision>> answers = new ArrayList<>();
        for (int i = 0; i < EmbeddedPlacement.MAX_WAITING + 1; i++) {
            answers.add(submit("k" + i, i, OptionalLong.empty()));
        }
        assertThatThrownBy(() -> submit("more", 0, OptionalLong.empty())
                        .toCompletableFuture()
                        .join())
                .hasCauseInstanceOf(TooManyWaitException.class);
        store.held = false;
        store.release();
        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.toCompletableFuture()).isCompleted());
        assertThat(store.writes).isEqualTo(2 + EmbeddedPlacement.MAX_WAITING / EmbeddedPlacement.COMMANDS_A_WRITE);
    }

    @Test
    void damagedStoresAreNotOpened() {
        form();
        store.entries.firstEntry().getValue()[0] = 99;
        assertThatThrownBy(this::open)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("newer version");
    }

    @Test
    void manyThreadsMaySubmit() throws Exception {
        form();
        store.asynchronous = true;
        List<CompletableFuture<Decision>> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int thread = 0; thread < 4; thread++) {
                int number = thread;
                answers.add(CompletableFuture.supplyAsync(
                                () -> {
                                    CompletableFuture<?>[] all = new CompletableFuture<?>[500];
                                    for (int i = 0; i < all.length; i++) {
                                        all[i] = submit("t" + number + "-" + i, i, OptionalLong.empty())
                                                .toCompletableFuture();
                                    }
                                    return CompletableFuture.allOf(all);
                                },
                                threads)
                        .thenCompose(all -> all)
                        .thenApply(done -> null));
            }
            for (CompletableFuture<Decision> answer : answers) {
                answer.get();
            }
        }
        assertThat(placement.image().revision()).isEqualTo(2_001);
        assertThat(revisions).hasSize(2_001).isSorted();
        assertThat(StoredImages.lines(store.entries)).isEqualTo(StoredImages.lines(placement.image()));
    }

    private EmbeddedPlacement open() {
        return EmbeddedPlacement.open(store, (image, batch) -> revisions.add(batch.revision()))
                .toCompletableFuture()
                .join();
    }

    private void form() {
        placement
                .submit(new Command.FormCluster("f", "c"), 0)
                .toCompletableFuture()
                .join();
    }

    private CompletionStage<Decision> submit(String key, long value, OptionalLong expected) {
        Change change = new Change.Put(new ConfigEntry("a", new ConfigValue.OfInteger(value)), expected);
        return placement.submit(new Command.Write(key, List.of(change)), 0);
    }

    private long value() {
        ConfigEntry entry =
                (ConfigEntry) placement.image().find(Ref.of(Kind.CONFIG, "a")).entity();
        return ((ConfigValue.OfInteger) entry.value()).value();
    }

    /** A store in memory whose writes can be held back, fail, or be answered by another thread. */
    private static final class HeldStore implements EntryStore {
        final NavigableMap<byte[], byte[]> entries = StoredImages.newStore();
        boolean held;
        volatile boolean asynchronous;
        int writes;
        private List<StoredChange> heldChanges = List.of();
        private CompletableFuture<Void> heldWrite = CompletableFuture.completedFuture(null);

        @Override
        public CompletionStage<List<StoredEntry>> read(byte[] after) {
            List<StoredEntry> page = new ArrayList<>();
            entries.tailMap(after, false).forEach((key, value) -> {
                if (page.size() < 3) {
                    page.add(new StoredEntry(key, value));
                }
            });
            return CompletableFuture.completedFuture(page);
        }

        @Override
        public CompletionStage<Void> write(List<StoredChange> changes) {
            assertThat(heldWrite).isDone();
            writes++;
            if (asynchronous) {
                heldWrite = CompletableFuture.runAsync(() -> StoredImages.apply(changes, entries));
                return heldWrite;
            }
            if (held) {
                heldChanges = changes;
                heldWrite = new CompletableFuture<>();
                return heldWrite;
            }
            StoredImages.apply(changes, entries);
            return CompletableFuture.completedFuture(null);
        }

        void release() {
            StoredImages.apply(heldChanges, entries);
            heldWrite.complete(null);
        }

        void fail(Throwable failure) {
            held = false;
            heldWrite.completeExceptionally(failure);
        }
    }
}
