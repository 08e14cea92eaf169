/** What the services need of whoever decides commands and holds the state, and how the state is read as fresh as asked for. */
@NullMarked
package io.robustmq.placement.service.centre;

import org.jspecify.annotations.NullMarked;
