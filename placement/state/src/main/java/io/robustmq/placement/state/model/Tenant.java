package io.robustmq.placement.state.model;

/**
 * Users and rules that know nothing of those of others, and what they may take at most. A quota of 0 is none.
 *
 * <p>The tenant {@value #DEFAULT} is always there; what is written about it are its quotas.
 */
public record Tenant(
        String name,
        String description,
        long maxConnectionsPerNode,
        long maxConnectionsPerSecond,
        long maxSessions,
        long maxTopics,
        long maxPublishesPerSecond)
        implements Resource {

    /** Whose clients say nothing of a tenant. */
    public static final String DEFAULT = "default";

    @Override
    public Ref ref() {
        return Ref.of(Kind.TENANT, name);
    }
}
