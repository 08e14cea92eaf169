/** What orchestrators ask. Liveness says nothing of other members: a restart heals none of them. */
@NullMarked
package io.robustmq.placement.server.health;

import org.jspecify.annotations.NullMarked;
