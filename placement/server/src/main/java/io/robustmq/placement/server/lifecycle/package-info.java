/** The process: from settings to a member that takes part, and back. */
@NullMarked
package io.robustmq.placement.server.lifecycle;

import org.jspecify.annotations.NullMarked;
