/** What orchestrators ask. Liveness says nothing of other servers: a restart heals none of them. */
@NullMarked
package io.robustmq.journal.server.health;

import org.jspecify.annotations.NullMarked;
