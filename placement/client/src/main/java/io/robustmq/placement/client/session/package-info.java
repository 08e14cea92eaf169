/** One node's registration, kept alive. */
@NullMarked
package io.robustmq.placement.client.session;

import org.jspecify.annotations.NullMarked;
