/**
 * Killing a process that writes, again and again: all that was acknowledged is there, batches are whole, and nothing is
 * invented. For adapters that write to this machine's disk.
 */
@NullMarked
package io.robustmq.broker.storage.kit.crash;

import org.jspecify.annotations.NullMarked;
