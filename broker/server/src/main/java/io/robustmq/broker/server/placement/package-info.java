/** What a broker on its own keeps of what is a placement centre's in a cluster: the rules in this process, over its own storage. */
@NullMarked
package io.robustmq.broker.server.placement;

import org.jspecify.annotations.NullMarked;
