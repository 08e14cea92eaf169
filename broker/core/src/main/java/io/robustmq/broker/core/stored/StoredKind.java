package io.robustmq.broker.core.stored;

/** The kinds of facts in a shard's state. Each has a letter of its own in front of its keys, never to be given to another. */
public enum StoredKind {
    SESSION('s', true),
    SUBSCRIPTION('f', true),
    POSITION('p', true),
    /** Subscriptions to history. */
    REPLAY('h', true),
    /** QoS 2 on its way to a client. */
    SENT('o', true),
    /** QoS 2 packet ids that a client uses. */
    RECEIVED('i', true),
    RETAINED('r', false),
    /** Of clients, but not of their sessions: a will that is due outlives the session. */
    WILL('w', false),
    /** Shared subscriptions. */
    GROUP('g', false);

    private final char letter;
    private final boolean ofClients;

    StoredKind(char letter, boolean ofClients) {
        this.letter = letter;
        this.ofClients = ofClients;
    }

    byte letter() {
        return (byte) letter;
    }

    /** Whether each fact of this kind belongs to one client's session, whose id is first in the key. */
    public boolean isOfClients() {
        return ofClients;
    }
}
