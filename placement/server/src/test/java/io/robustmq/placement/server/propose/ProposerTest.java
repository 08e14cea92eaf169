package io.robustmq.placement.server.propose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.placement.api.v1.Reason;
import io.robustmq.placement.server.state.Decided;
import io.robustmq.placement.service.fault.Fault;
import io.robustmq.placement.state.command.Change;
import io.robustmq.placement.state.command.Command;
import io.robustmq.placement.state.command.Reply;
import io.robustmq.placement.state.decide.Placement;
import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.model.ConfigEntry;
import io.robustmq.placement.state.model.ConfigValue;
import io.robustmq.placement.state.record.RecordBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProposerTest {

    private static final long WAITING_BYTES = 1 << 20;

    private final FakeLog log = new FakeLog();
    private final AtomicReference<ClusterImage> reached = new AtomicReference<>(ClusterImage.EMPTY);
    private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
    private volatile Proposer.Rules rules = Placement::decide;
    private final Proposer proposer = new Proposer(
            log,
            reached::get,
            (image, command, now) -> rules.decide(image, command, now),
            () -> 1_000,
            WAITING_BYTES,
            failure::complete);
    private int keys;

    @AfterEach
    void close() {
        proposer.close();
    }

    /** Entries wait until the test says what becomes of them. */
    private static final class FakeLog implements Proposer.Log {
        volatile boolean leads = true;
        volatile boolean throwing;
        volatile Supplier<CompletableFuture<Void>> confirmed = () -> CompletableFuture.completedFuture(null);
        final BlockingQueue<Entry> entries = new LinkedBlockingQueue<>();

        @Override
        public boolean leads() {
            return leads;
        }

        @Override
        public Fault notLeader() {
            return Fault.notLeader("other:1");
        }

        @Override
        public CompletableFuture<Boolean> append(Decided decided) {
            if (throwing) {
                throw new IllegalStateException("as scripted");
            }
            Entry entry = new Entry(decided.batches(), new CompletableFuture<>());
            entries.add(entry);
            return entry.done();
        }

        @Override
        public CompletableFuture<Void> confirm() {
            return confirmed.get();
        }

        /** The next entry, as the log has it. */
        Entry take() throws InterruptedException {
            Entry entry = entries.poll(30, TimeUnit.SECONDS);
            assertThat(entry).isNotNull();
            return entry;
        }
    }

    private record Entry(List<RecordBatch> batches, CompletableFuture<Boolean> done) {}

    /** As the state does: applied if it fits. */
    private void apply(Entry entry) {
        ClusterImage image = reached.get();
        boolean fits = entry.batches().getFirst().revision() == image.revision() + 1;
        if (fits) {
            for (RecordBatch batch : entry.batches()) {
                image = image.replay(batch);
            }
            reached.set(image);
        }
        entry.done().complete(fits);
    }

    private void form() throws InterruptedException {
        CompletableFuture<Reply> formed = proposer.submit(new Command.FormCluster(key(), "cluster"));
        apply(log.take());
        formed.join();
    }

    private String key() {
        return "key" + keys++;
    }

    private Command put(String name, OptionalLong version) {
        return new Command.Write(
                key(), List.of(new Change.Put(new ConfigEntry(name, new ConfigValue.OfInteger(1)), version)));
    }

    private static Reason reasonOf(CompletableFuture<Reply> answer) {
        Reason[] reason = new Reason[1];
        assertThatThrownBy(() -> answer.orTimeout(30, TimeUnit.SECONDS).join())
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        Fault.class, fault -> reason[0] = fault.error().getReason());
        return reason[0];
    }

    @Test
    void decidesTheNextEntryOnTheOneThatIsUnderWay() throws InterruptedException {
        form();
        CompletableFuture<Reply> first = proposer.submit(put("a", OptionalLong.of(0)));
        Entry one = log.take();
        CompletableFuture<Reply> second = proposer.submit(put("b", OptionalLong.of(0)));
        Entry two = log.take();
        assertThat(two.batches().getFirst().revision())
                .isEqualTo(one.batches().getLast().revision() + 1);
        assertThat(first).isNotDone();
        apply(one);
        apply(two);
        assertThat(second.join().revision()).isEqualTo(first.join().revision() + 1);
    }

    @Test
    void aRefusalWaitsForWhatItRestsOn() throws InterruptedException {
        form();
        CompletableFuture<Reply> first = proposer.submit(put("a", OptionalLong.of(0)));
        Entry entry = log.take();
        CompletableFuture<Reply> again = proposer.submit(put("a", OptionalLong.of(0)));
        assertThat(again).isNotDone();
        apply(entry);
        first.join();
        assertThat(reasonOf(again)).isEqualTo(Reason.ALREADY_EXISTS);
    }

    @Test
    void whatWasDecidedOnALostEntryIsNotApplied() throws InterruptedException {
        form();
        CompletableFuture<Reply> first = proposer.submit(put("a", OptionalLong.of(0)));
        Entry lost = log.take();
        CompletableFuture<Reply> second = proposer.submit(put("b", OptionalLong.of(0)));
        Entry after = log.take();
        lost.done().completeExceptionally(Fault.of(Reason.OUTCOME_UNKNOWN, "the leader changed", "send it again"));
        apply(after);
        assertThat(reasonOf(first)).isEqualTo(Reason.OUTCOME_UNKNOWN);
        assertThat(reasonOf(second)).isEqualTo(Reason.NOT_LEADER);

        CompletableFuture<Reply> third = proposer.submit(put("c", OptionalLong.of(0)));
        apply(log.take());
        assertThat(third.join().revision()).isEqualTo(reached.get().revision());
        assertThat(reached.get().entities().size()).isEqualTo(1);
    }

    @Test
    void aRefusalKnowsOfAnEntryThatWasCommittedAfterAllAndReadByOthers() throws InterruptedException {
        form();
        CompletableFuture<Reply> unknown = proposer.submit(put("a", OptionalLong.of(0)));
        Entry entry = log.take();
        entry.done().completeExceptionally(Fault.of(Reason.OUTCOME_UNKNOWN, "too late", "send it again"));
        assertThat(reasonOf(unknown)).isEqualTo(Reason.OUTCOME_UNKNOWN);
        log.confirmed = () -> {
            apply(entry);
            return CompletableFuture.completedFuture(null);
        };
        assertThat(reasonOf(proposer.submit(put("a", OptionalLong.of(0))))).isEqualTo(Reason.ALREADY_EXISTS);
    }

    @Test
    void whoCannotMakeSureOfWhatIsCommittedDecidesNothingYet() throws InterruptedException {
        log.confirmed = () -> CompletableFuture.failedFuture(Fault.noQuorum("alone", ""));
        assertThat(reasonOf(proposer.submit(new Command.FormCluster(key(), "cluster"))))
                .isEqualTo(Reason.NO_QUORUM);
        log.confirmed = () -> CompletableFuture.completedFuture(null);
        form();
    }

    @Test
    void aLogThatThrowsFailsItsCommandsAndNotThoseThatComeAfter() throws InterruptedException {
        form();
        log.throwing = true;
        CompletableFuture<Reply> lost = proposer.submit(put("a", OptionalLong.of(0)));
        assertThatThrownBy(() -> lost.orTimeout(30, TimeUnit.SECONDS).join()).hasRootCauseMessage("as scripted");
        log.throwing = false;
        CompletableFuture<Reply> next = proposer.submit(put("b", OptionalLong.of(0)));
        apply(log.take());
        assertThat(next.join().revision()).isEqualTo(reached.get().revision());
    }

    @Test
    void refusesWhatWouldFillTheHeapAndTakesItWhenTheRestIsThrough() throws InterruptedException {
        form();
        List<Entry> underWay = new ArrayList<>();
        List<CompletableFuture<Reply>> taken = new ArrayList<>();
        for (int i = 0; i < 2; i++) { // as many entries as may be under way at once
            taken.add(proposer.submit(large("under way " + i)));
            underWay.add(log.take());
        }
        CompletableFuture<Reply> refused = null;
        while (refused == null && taken.size() < 100) {
            CompletableFuture<Reply> next = proposer.submit(large("waiting " + taken.size()));
            if (next.isCompletedExceptionally()) {
                refused = next;
            } else {
                taken.add(next);
            }
        }
        assertThat(refused).as("refused of a hundred with 64 KiB each").isNotNull();
        assertThat(reasonOf(refused)).isEqualTo(Reason.OVERLOADED);
        assertThat(proposer.waiting()).isBetween(10, 16);

        underWay.forEach(this::apply);
        CompletableFuture<Void> all =
                CompletableFuture.allOf(taken.toArray(CompletableFuture[]::new)).orTimeout(60, TimeUnit.SECONDS);
        while (!all.isDone()) { // the last answers may come a little after their entry
            Entry next = log.entries.poll(10, TimeUnit.MILLISECONDS);
            if (next != null) {
                apply(next);
            }
        }
        all.join();
        CompletableFuture<Reply> again = proposer.submit(large("again"));
        apply(log.take());
        assertThat(again.join().revision()).isEqualTo(reached.get().revision());
    }

    private Command large(String name) {
        ConfigEntry entry = new ConfigEntry(name.replace(' ', '-'), new ConfigValue.OfText("x".repeat(1 << 16)));
        return new Command.Write(key(), List.of(Change.Put.of(entry)));
    }

    @Test
    void saysSoWhenItDecidesNothingAnyMore() throws InterruptedException {
        form();
        rules = (image, command, now) -> {
            throw new OutOfMemoryError("as scripted");
        };
        proposer.submit(put("a", OptionalLong.of(0)));
        assertThat(failure.orTimeout(30, TimeUnit.SECONDS).join()).hasMessage("as scripted");
    }

    @Test
    void aMemberThatDoesNotLeadSaysWhoDoes() {
        log.leads = false;
        assertThatThrownBy(() -> proposer.submit(put("a", OptionalLong.empty())).join())
                .cause()
                .isInstanceOfSatisfying(
                        Fault.class,
                        fault -> assertThat(fault.error().getLeaderAddress()).isEqualTo("other:1"));
    }
}
