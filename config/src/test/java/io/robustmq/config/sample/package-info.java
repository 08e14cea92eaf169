/** A server with few settings, one of each kind, to try the library on. */
package io.robustmq.config.sample;
