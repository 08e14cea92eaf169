package io.robustmq.broker.core.lane;

import io.robustmq.broker.core.message.Message;
import java.util.function.LongFunction;

/**
 * What is published if a client goes without a good-bye (MQTT 5.0 §3.1.2.5).
 *
 * @param at makes the message at a wall-clock time in ms: its expiry runs from then
 * @param delaySeconds how long it waits for the client to come back, 0..4,294,967,295; never beyond the session's end
 */
public record LastWill(LongFunction<Message> at, long delaySeconds) {}
