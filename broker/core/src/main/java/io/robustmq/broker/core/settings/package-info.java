/** The settings of the core, as plain values. The server maps its configuration onto them; nothing here has a second default. */
@NullMarked
package io.robustmq.broker.core.settings;

import org.jspecify.annotations.NullMarked;
