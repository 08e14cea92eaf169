package io.robustmq.journal.api;

/** What both sides of the contract count on. */
public final class Limits {

    /** A group carries at most so many shards, numbered from 0. */
    public static final int SHARDS = 60;

    /** So many requests of a producer to a shard are remembered; no more than that may be on their way. */
    public static final int REMEMBERED = 8;

    /** No request to append is greater, serialized. */
    public static final int APPEND_BYTES = 22 << 20;

    /** No message is greater. */
    public static final int MESSAGE_BYTES = 24 << 20;

    private Limits() {}
}
