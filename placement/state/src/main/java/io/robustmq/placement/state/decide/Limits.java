package io.robustmq.placement.state.decide;

/**
 * What there may be at most. The same on every member and in every version that decides in one cluster, for which reason they
 * are no settings.
 */
public final class Limits {
    /** How long an idempotency key is remembered, unless {@link #REMEMBERED_KEYS} newer ones come. */
    public static final long REMEMBERED_MILLIS = 600_000;

    /** So many of the newest idempotency keys are remembered for as long. */
    public static final int REMEMBERED_KEYS = 100_000;

    /**
     * How long an idempotency key is remembered also if more newer ones come: longer than a client tries a command for if nothing else is set, which
     * is 30 s. By the time that is recorded with each key, so that who leads next does not forget others.
     */
    public static final long SURELY_REMEMBERED_MILLIS = 45_000;

    /**
     * How many idempotency keys are remembered at most, whatever their age, so that they do not take all memory: each takes about
     * 300 bytes. In {@link #SURELY_REMEMBERED_MILLIS} so many come with 11,000 commands a second.
     */
    public static final int MOST_REMEMBERED_KEYS = 500_000;

    /** How many idempotency keys one command makes forgotten at most: so many that they grow fewer, so few that nobody waits. */
    public static final int FORGOTTEN_AT_ONCE = 8;

    public static final int DEFAULT_LEASE_MILLIS = 10_000;
    public static final int MIN_LEASE_MILLIS = 1_000;
    public static final int MAX_LEASE_MILLIS = 300_000;
    public static final int NODES = 10_000;
    public static final int ADDRESSES_A_NODE = 32;

    public static final int CHANGES_A_WRITE = 100;

    /** Of all texts of one write together, in letters. */
    public static final int WRITE_CHARS = 1 << 20;

    public static final int ENTITIES = 2_000_000;
    public static final int NAME_BYTES = 256;
    public static final int TOPIC_BYTES = 512;
    public static final int TEXT_BYTES = 64 << 10;
    public static final int SCHEMA_BYTES = 256 << 10;
    public static final int VALUES_A_RULE = 256;

    public static final int DEFAULT_SHARDS = 16;
    public static final int SHARDS_A_SET = 4_096;
    public static final int GROUPS_A_SET = 64;
    public static final int REPLICATION_FACTOR = 7;

    private Limits() {}
}
