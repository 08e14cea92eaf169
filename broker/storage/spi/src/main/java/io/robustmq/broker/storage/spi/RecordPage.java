package io.robustmq.broker.storage.spi;

import java.util.List;

/**
 * @param records in order, may be empty
 * @param nextOffset where to go on: everything wanted below it has been handed over (or is kept no more)
 * @param atEnd whether this was all there is now: nothing below the shard's {@link Shard#nextOffset} is left
 */
public record RecordPage(List<StoredRecord> records, long nextOffset, boolean atEnd) {}
