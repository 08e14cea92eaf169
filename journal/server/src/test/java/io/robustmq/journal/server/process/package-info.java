/** The packaged application, in processes that are killed. */
package io.robustmq.journal.server.process;
