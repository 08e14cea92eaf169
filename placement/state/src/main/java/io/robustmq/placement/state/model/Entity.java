package io.robustmq.placement.state.model;

/** One thing the placement centre holds: what it manages itself, or a {@link Resource} that operators write. Immutable. */
public sealed interface Entity permits Node, Group, ShardSet, Shard, Resource {

    /** Its name; two with the same are the same thing at two times. */
    Ref ref();
}
