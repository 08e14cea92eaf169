/** Which member to ask. Pure: time is an argument. */
@NullMarked
package io.robustmq.placement.client.leader;

import org.jspecify.annotations.NullMarked;
