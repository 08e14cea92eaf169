/** Measures how fast an adapter writes; not a test. */
@NullMarked
package io.robustmq.broker.storage.kit.load;

import org.jspecify.annotations.NullMarked;
