/**
 * Storage in the heap of the process: the durability {@code none}. What is stored is lost with the process, but nothing is
 * lost while it lives: when the bound is reached, writes are refused.
 */
@NullMarked
package io.robustmq.broker.storage.memory;

import org.jspecify.annotations.NullMarked;
