/** Shared subscriptions with members that are stored: the group follows the log as one reader and deals out what it reads. */
@NullMarked
package io.robustmq.broker.core.group;

import org.jspecify.annotations.NullMarked;
