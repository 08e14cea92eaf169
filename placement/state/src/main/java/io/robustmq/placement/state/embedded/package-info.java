/** The same rules in one process, over any store of keys and values. */
@NullMarked
package io.robustmq.placement.state.embedded;

import org.jspecify.annotations.NullMarked;
