package io.robustmq.placement.state.model;

/**
 * One shard, and the group that carries it.
 *
 * @param epoch grows whenever it comes to another group
 */
public record Shard(String set, int index, int groupId, long epoch) implements Entity {
    @Override
    public Ref ref() {
        return Ref.shard(set, index);
    }
}
