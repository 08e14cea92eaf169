package io.robustmq.broker.core.settings;

/**
 * Shared subscriptions.
 *
 * @param strategy how a group's next member is chosen
 */
public record SharedSettings(Strategy strategy) {

    /** How a shared subscription chooses among its members that are connected. */
    public enum Strategy {
        /** Each in turn. */
        ROUND_ROBIN,
        /** Any, evenly. */
        RANDOM,
        /** The one with the fewest unacknowledged messages. */
        LEAST_INFLIGHT,
        /** The same one until it goes. */
        STICKY,
        /** By the publisher's client id: one publisher's messages stay in order. */
        HASH_CLIENT_ID,
        /** By topic: one topic's messages stay in order. */
        HASH_TOPIC
    }
}
