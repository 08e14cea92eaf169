/**
 * Moves the sealed segments of a log on this disk to an object store or another folder, and reads them back from there.
 *
 * <p>Start at {@link io.robustmq.broker.storage.tier.Tier}. What a log has to be able to do for it is
 * {@link io.robustmq.broker.storage.tier.TieredLog}.
 */
@NullMarked
package io.robustmq.broker.storage.tier;

import org.jspecify.annotations.NullMarked;
