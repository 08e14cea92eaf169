package io.robustmq.journal.storage.record;

/** A record and where it stands in its log. */
public record StoredRecord(long offset, LogRecord record) {}
