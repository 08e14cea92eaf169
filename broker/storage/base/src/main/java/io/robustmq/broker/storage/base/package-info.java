/**
 * What adapters are made from: the queue of writes that are committed in groups, the threads that read, tails with
 * back-pressure, settings read from text. Knows the SPI only; an adapter takes what fits its medium.
 */
@NullMarked
package io.robustmq.broker.storage.base;

import org.jspecify.annotations.NullMarked;
