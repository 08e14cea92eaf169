/** How the process comes up, and goes down. */
@NullMarked
package io.robustmq.journal.server.lifecycle;

import org.jspecify.annotations.NullMarked;
