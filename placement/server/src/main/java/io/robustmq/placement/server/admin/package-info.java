/** What operators ask over HTTP, and have done: {@code admin.yaml} describes it. Calls of the services, in another form. */
@NullMarked
package io.robustmq.placement.server.admin;

import org.jspecify.annotations.NullMarked;
