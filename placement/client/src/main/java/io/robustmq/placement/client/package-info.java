/** What brokers and journal nodes speak to the placement centre with. Begin at {@link io.robustmq.placement.client.PlacementClient}. */
@NullMarked
package io.robustmq.placement.client;

import org.jspecify.annotations.NullMarked;
