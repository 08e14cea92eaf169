package io.robustmq.placement.state.model;

/**
 * Gives topics another name. Rules of a tenant are tried by priority, lowest first, and then by name; the first that fits is used.
 *
 * @param sourceFilter topics it is about
 * @param pattern on the topic; its groups are {@code $1}, {@code $2}, ... of the target
 */
public record RewriteRule(
        String tenant,
        String name,
        int priority,
        TopicAction action,
        String sourceFilter,
        String pattern,
        String target)
        implements Resource {
    @Override
    public Ref ref() {
        return new Ref(Kind.REWRITE_RULE, tenant, name);
    }
}
