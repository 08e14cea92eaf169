package io.robustmq.placement.state.model;

/**
 * Shards that belong together; topics hash to one of them.
 *
 * @param shards 1 to 4,096; never changes, because stored data lies where its hash said
 */
public record ShardSet(String name, int shards) implements Entity {
    @Override
    public Ref ref() {
        return Ref.of(Kind.SHARD_SET, name);
    }
}
