/** The broker's settings: one interface a group, one method a setting. What is not here cannot be set. */
@NullMarked
package io.robustmq.broker.server.config;

import org.jspecify.annotations.NullMarked;
