package io.robustmq.placement.state.model;

/** Kinds of entities. The code is the one in bytes and keys, and never given to another kind. */
public enum Kind {
    NODE(1, false),
    GROUP(2, false),
    SHARD_SET(3, false),
    SHARD(4, false),
    CONFIG(5, false),
    TENANT(6, false),
    USER(7, true),
    ACL_RULE(8, true),
    BLOCK_RULE(9, true),
    REWRITE_RULE(10, true),
    AUTO_SUBSCRIBE_RULE(11, true),
    SCHEMA(12, true),
    SCHEMA_BINDING(13, true);

    private static final Kind[] BY_CODE = values();

    private final int code;
    private final boolean ofTenant;

    Kind(int code, boolean ofTenant) {
        this.code = code;
        this.ofTenant = ofTenant;
    }

    public int code() {
        return code;
    }

    /** Whether each entity of this kind belongs to a tenant. */
    public boolean ofTenant() {
        return ofTenant;
    }

    /**
     * The kind of a code.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Kind ofCode(int code) {
        if (code < 1 || code > BY_CODE.length) {
            throw new IllegalArgumentException("kind " + code + " is unknown");
        }
        return BY_CODE[code - 1];
    }
}
