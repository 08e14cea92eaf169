/** Journal servers in this process, for tests. */
package io.robustmq.journal.server.loopback;
