/** What can be set about a member of the placement centre. */
@NullMarked
package io.robustmq.placement.server.config;

import org.jspecify.annotations.NullMarked;
