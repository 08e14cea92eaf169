/** Who this member is, how it comes to the others, and how members come and go. */
@NullMarked
package io.robustmq.placement.server.member;

import org.jspecify.annotations.NullMarked;
