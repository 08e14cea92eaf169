/** What clients did and were told, and whether that can be: a register for each key. Pure. */
package io.robustmq.placement.server.history;
