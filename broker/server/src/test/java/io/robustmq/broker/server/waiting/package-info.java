/** Tests that wait for something are not disturbed by the tests beside them. */
@NullMarked
package io.robustmq.broker.server.waiting;

import org.jspecify.annotations.NullMarked;
