/** How a try can fail, what that means for the next one, and what callers are told. Pure. */
@NullMarked
package io.robustmq.placement.client.fault;

import org.jspecify.annotations.NullMarked;
