/** The segments and the state of a replica. */
package io.robustmq.journal.server.disk;
