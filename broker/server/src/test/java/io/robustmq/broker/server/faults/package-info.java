/**
 * A whole cluster of packaged servers, clients whose sessions last, faults in the order of a seed, and a judge of what the clients saw.
 */
@NullMarked
package io.robustmq.broker.server.faults;

import org.jspecify.annotations.NullMarked;
