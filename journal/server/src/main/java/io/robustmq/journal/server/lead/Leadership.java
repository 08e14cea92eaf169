package io.robustmq.journal.server.lead;

import com.google.protobuf.ByteString;
import io.robustmq.journal.api.v1.Appended;
import io.robustmq.journal.api.v1.Change;
import io.robustmq.journal.api.v1.Outcome;
import io.robustmq.journal.api.v1.Reason;
import io.robustmq.journal.api.v1.Receipt;
import io.robustmq.journal.api.v1.Record;
import io.robustmq.journal.api.v1.Remembered;
import io.robustmq.journal.api.v1.Write;
import io.robustmq.journal.server.disk.StateStore;
import io.robustmq.journal.server.entry.EntryHeader;
import io.robustmq.journal.server.entry.Kinds;
import io.robustmq.journal.storage.record.LogRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a leader decides in one term, from the applied state and from what it has handed to the log before. By one thread.
 *
 * <p>Everything it decided holds as long as the term does: an entry that is in the leader's log is either committed, or another term
 * has begun. An entry that did not get into the log makes all that follow it void: then a new one is needed.
 */
final class Leadership {
    private final long term;
    private final StateStore applied;
    private final PendingState pending;

    /** Requests that are in entries on their way, oldest first. */
    private final Map<Submission.Source, ArrayDeque<UnderWay>> underWay = new HashMap<>();

    private final LongSupplier appliedEnd;
    private long nextOffset;

    /** Entries that are not applied yet, as far as is known; numbered from 1. */
    private final ArrayDeque<EntryEnd> ends = new ArrayDeque<>();

    private long entry;

    /** Of the record decided last: a receipt takes it, so that it does not make a segment seem newer. */
    private long lastTimestampMillis;

    private record UnderWay(Submission submission, long entry) {}

    private record EntryEnd(long entry, long endOffset) {}

    /**
     * @param applied has all entries of earlier terms, and none of this one
     * @param appliedEnd the end offset of what is applied, now
     */
    Leadership(long term, StateStore applied, LongSupplier appliedEnd) {
        this.term = term;
        this.applied = applied;
        this.pending = new PendingState(applied);
        this.appliedEnd = appliedEnd;
        this.nextOffset = applied.applied().endOffset();
    }

    long term() {
        return term;
    }

    /**
     * Makes an entry of some submissions, in their order. Those that are not to be in it are answered, or will be when the one that
     * they repeat is.
     *
     * @return null if nothing is left
     */
    @Nullable
    Decision decide(List<Submission> submissions) {
        forgetApplied();
        long base = nextOffset;
        entry++;
        Draft draft = new Draft(base + 1);
        for (Submission submission : submissions) {
            if (isDue(submission)) {
                draft.add(submission);
            }
        }
        if (draft.answers.isEmpty()) {
            return null;
        }
        nextOffset = draft.next;
        lastTimestampMillis = draft.timestampMillis;
        ends.add(new EntryEnd(entry, nextOffset));
        return new Decision(
                term, new EntryHeader(base, draft.records.size() + 1), List.copyOf(draft.records), draft.answers);
    }

    private void forgetApplied() {
        long end = appliedEnd.getAsLong();
        long done = -1;
        while (!ends.isEmpty() && ends.getFirst().endOffset() <= end) {
            done = ends.removeFirst().entry();
        }
        if (done < 0) {
            return;
        }
        long last = done;
        pending.forget(last);
        underWay.values().removeIf(requests -> {
            requests.removeIf(request -> request.entry() <= last);
            return requests.isEmpty();
        });
    }

    // ---- requests that are sent again

    /** Whether it is the next one of its producer. If not it is answered here, at once or later. */
    private boolean isDue(Submission submission) {
        if (submission.producer().isEmpty()) {
            return true;
        }
        ArrayDeque<UnderWay> ahead = underWay.get(submission.source());
        Remembered remembered = applied.remembered(submission.shard(), submission.producer());
        long last = ahead != null
                ? ahead.getLast().submission().sequence()
                : remembered == null
                        ? 0
                        : remembered
                                .getAnswers(remembered.getAnswersCount() - 1)
                                .getSequence();
        if (submission.sequence() == last + 1 || (submission.gap() && submission.sequence() > last)) {
            return true;
        }
        Optional<UnderWay> same = ahead == null
                ? Optional.empty()
                : ahead.stream()
                        .filter(request -> request.submission().sequence() == submission.sequence())
                        .findFirst();
        if (same.isPresent()) {
            same.get().submission().answer().whenComplete((appended, fault) -> {
                if (fault == null) {
                    submission.answer().complete(appended);
                } else {
                    submission.answer().completeExceptionally(fault);
                }
            });
        } else {
            answerFromMemory(submission, remembered, last);
        }
        return false;
    }

    private static void answerFromMemory(Submission submission, @Nullable Remembered remembered, long last) {
        if (remembered != null) {
            for (Remembered.Answered answered : remembered.getAnswersList()) {
                if (answered.getSequence() == submission.sequence()) {
                    submission.answer().complete(outcomes(answered));
                    return;
                }
            }
        }
        submission
                .answer()
                .completeExceptionally(JournalFault.of(
                        Reason.OUT_OF_SEQUENCE,
                        "request " + submission.sequence() + " of a producer of whom the last one here is " + last));
    }

    private static Appended outcomes(Remembered.Answered answered) {
        Appended.Builder appended = Appended.newBuilder();
        long next = answered.getFirstOffset();
        for (int i = 0; i < answered.getRecordsCount(); i++) {
            long first = next;
            next += answered.getRecords(i);
            appended.addOutcomes(Outcome.newBuilder()
                    .setFirstOffset(first)
                    .setNextOffset(next)
                    .setConflict(answered.getRefusedList().contains(i)));
        }
        return appended.build();
    }

    // ---- an entry

    private final class Draft {
        private final List<LogRecord> records = new ArrayList<>();
        private final List<Decision.Answer> answers = new ArrayList<>();
        private long next;
        private long timestampMillis = lastTimestampMillis;

        Draft(long first) {
            this.next = first;
        }

        void add(Submission submission) {
            Receipt.Builder receipt = Receipt.newBuilder()
                    .setShard(submission.shard())
                    .setProducer(submission.producer())
                    .setSequence(submission.sequence());
            submission.trimBefore().ifPresent(receipt::setTrimBefore);
            Appended.Builder appended = Appended.newBuilder();
            for (int i = 0; i < submission.writes().size(); i++) {
                appended.addOutcomes(write(submission, i, receipt));
            }
            records.add(Kinds.receipt(receipt.build().toByteArray(), timestampMillis));
            next++;
            answers.add(new Decision.Answer(submission, appended.build()));
            if (!submission.producer().isEmpty()) {
                underWay.computeIfAbsent(submission.source(), none -> new ArrayDeque<>())
                        .add(new UnderWay(submission, entry));
            }
        }

        private Outcome write(Submission submission, int place, Receipt.Builder receipt) {
            Write write = submission.writes().get(place);
            for (Change change : write.getChangesList()) {
                if (change.hasRequire() && !pending.holds(submission.shard(), change.getRequire())) {
                    receipt.addRecords(0).addRefused(place);
                    return Outcome.newBuilder()
                            .setFirstOffset(next)
                            .setNextOffset(next)
                            .setConflict(true)
                            .build();
                }
            }
            long first = next;
            for (Record record : write.getRecordsList()) {
                timestampMillis = record.getTimestampMillis();
                records.add(toLog(submission.shard(), record));
                next++;
            }
            receipt.addRecords(write.getRecordsCount());
            for (Change change : write.getChangesList()) {
                if (!change.hasRequire()) {
                    pending.make(submission.shard(), change, entry);
                    receipt.addChanges(change);
                }
            }
            return Outcome.newBuilder()
                    .setFirstOffset(first)
                    .setNextOffset(next)
                    .build();
        }

        private static LogRecord toLog(int shard, Record record) {
            List<io.robustmq.journal.storage.record.Header> headers = new ArrayList<>(record.getHeadersCount());
            record.getHeadersList()
                    .forEach(header -> headers.add(new io.robustmq.journal.storage.record.Header(
                            header.getName(), header.getValue().toByteArray())));
            ByteString key = record.hasKey() ? record.getKey() : null;
            return new LogRecord(
                    (byte) shard,
                    record.getTimestampMillis(),
                    record.getTopic().toByteArray(),
                    key == null ? null : key.toByteArray(),
                    headers,
                    record.getValue().toByteArray());
        }
    }
}
