/** What the placement centre holds: entities, and how they are named. */
@NullMarked
package io.robustmq.placement.state.model;

import org.jspecify.annotations.NullMarked;
