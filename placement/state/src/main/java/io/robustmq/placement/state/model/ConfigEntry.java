package io.robustmq.placement.state.model;

/** One key of the cluster's configuration. The type of its value never changes while the key is there. */
public record ConfigEntry(String key, ConfigValue value) implements Resource {
    @Override
    public Ref ref() {
        return Ref.of(Kind.CONFIG, key);
    }
}
