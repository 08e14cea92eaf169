package io.robustmq.journal.storage.record;

import java.util.List;

/**
 * @param records in order, may be empty
 * @param nextOffset where to go on: everything wanted below it has been handed over (or is kept no more)
 * @param atEnd whether this was all that was committed when the page was read
 */
public record RecordPage(List<StoredRecord> records, long nextOffset, boolean atEnd) {}
