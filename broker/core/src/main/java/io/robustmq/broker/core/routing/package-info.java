/** From a topic to those who want it: the cache of routes and the slow path that fills it. */
@NullMarked
package io.robustmq.broker.core.routing;

import org.jspecify.annotations.NullMarked;
