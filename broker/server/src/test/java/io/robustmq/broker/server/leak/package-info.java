/** A leaked buffer fails the build, whichever test leaked it. */
@NullMarked
package io.robustmq.broker.server.leak;

import org.jspecify.annotations.NullMarked;
