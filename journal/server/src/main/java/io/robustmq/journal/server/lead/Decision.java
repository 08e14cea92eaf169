package io.robustmq.journal.server.lead;

import io.robustmq.journal.api.v1.Appended;
import io.robustmq.journal.server.entry.EntryHeader;
import io.robustmq.journal.storage.record.LogRecord;
import java.util.List;

/**
 * An entry as the leader wants it.
 *
 * @param term in which it was decided; in another it must not be appended
 * @param header where its records will be, the mark first
 * @param records all but the mark
 * @param answers what is said when it is committed
 */
public record Decision(long term, EntryHeader header, List<LogRecord> records, List<Answer> answers) {

    public record Answer(Submission to, Appended appended) {}
}
