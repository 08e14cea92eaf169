package io.robustmq.journal.storage.log;

import io.robustmq.journal.storage.record.LogRecord;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What waits for the committer. Answered in the order in which it came. */
sealed interface Waiting {

    /** @param bytes about how many it takes */
    record Append(List<LogRecord> records, long bytes, CompletableFuture<Appended> answer) implements Waiting {}

    /** The newest segment is to be rolled, if it has any record. */
    record Roll(CompletableFuture<Void> answer) implements Waiting {}

    /** Nothing comes behind this. */
    record Close(CompletableFuture<Void> answer) implements Waiting {}

    /** Says that it was not done. */
    default void fail(RuntimeException why) {
        switch (this) {
            case Append append -> append.answer().completeExceptionally(why);
            case Roll roll -> roll.answer().completeExceptionally(why);
            case Close close -> close.answer().completeExceptionally(why);
        }
    }
}
