package io.robustmq.broker.storage.spi;

/** A record and where it stands in its log. */
public record StoredRecord(long offset, LogRecord record) {}
