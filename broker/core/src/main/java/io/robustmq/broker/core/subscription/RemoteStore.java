package io.robustmq.broker.core.subscription;

/**
 * Stored sessions of another broker, as a target of the filters that they subscribe to: they find messages of QoS 1 and 2 in the log
 * that both brokers share, and get those of QoS 0 as they pass. One for each {@link RemoteBroker}.
 */
public final class RemoteStore implements Target {
    private final RemoteBroker broker;

    RemoteStore(RemoteBroker broker) {
        this.broker = broker;
    }

    public RemoteBroker broker() {
        return broker;
    }
}
