/** What whoever runs a placement centre asks of it by hand: a command line, what it means, and what it does. */
@NullMarked
package io.robustmq.placement.client.admin;

import org.jspecify.annotations.NullMarked;
