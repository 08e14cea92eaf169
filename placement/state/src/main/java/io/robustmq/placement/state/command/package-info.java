/** What can be asked for, and the answers. */
@NullMarked
package io.robustmq.placement.state.command;

import org.jspecify.annotations.NullMarked;
