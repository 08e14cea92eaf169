package io.robustmq.placement.state.model;

/**
 * One entry of the block list.
 *
 * @param untilMillis wall clock; 0 for ever. Brokers check it
 */
public record BlockRule(String tenant, String name, Target target, String value, long untilMillis, String description)
        implements Resource {

    /** What the value is compared with. */
    public enum Target {
        CLIENT_ID,
        USERNAME,
        /** An address or block, as {@code 10.0.0.0/8}. */
        ADDRESS,
        /** With {@code *} for any letters. */
        CLIENT_ID_PATTERN,
        USERNAME_PATTERN
    }

    @Override
    public Ref ref() {
        return new Ref(Kind.BLOCK_RULE, tenant, name);
    }
}
