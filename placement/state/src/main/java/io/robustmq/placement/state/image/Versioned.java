package io.robustmq.placement.state.image;

import io.robustmq.placement.state.model.Entity;

/** An entity and the revision that wrote it. */
public record Versioned(Entity entity, long version) {}
