package io.robustmq.placement.client.retry;

/** What happens if a request is sent twice. */
public enum Safety {
    /** Nothing. */
    READ,
    /** It is applied once: both have the same idempotency key. */
    KEYED,
    /** It is applied twice, or the second is refused because of the first: changes of the members themselves. */
    ONCE
}
