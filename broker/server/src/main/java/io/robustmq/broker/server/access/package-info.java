/** Users and access rules from a file: reading it, following its changes, checking passwords off the event loops. */
@NullMarked
package io.robustmq.broker.server.access;

import org.jspecify.annotations.NullMarked;
