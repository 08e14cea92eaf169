/** Who wants what: topic filters and the targets that wait behind them (MQTT 5.0 §4.7). */
@NullMarked
package io.robustmq.broker.core.subscription;

import org.jspecify.annotations.NullMarked;
