/** From files, environment and system properties to checked settings: reading, naming, checking, and what is derived. */
@NullMarked
package io.robustmq.placement.server.config.load;

import org.jspecify.annotations.NullMarked;
