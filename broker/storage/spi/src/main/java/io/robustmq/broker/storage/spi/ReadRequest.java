package io.robustmq.broker.storage.spi;

/**
 * @param fromOffset where to begin, included
 * @param topics which topics are wanted
 * @param maxRecords 1 or more
 * @param maxBytes about how many bytes of records at most; the first record comes whatever its size
 */
public record ReadRequest(long fromOffset, TopicSelection topics, int maxRecords, int maxBytes) {}
