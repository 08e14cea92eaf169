package io.robustmq.broker.core.subscription;

import io.robustmq.broker.mqtt.topic.TopicFilter;
import java.util.concurrent.atomic.AtomicInteger;

/** The members of a shared subscription on another broker. Read by every lane. */
public final class RemoteMembers implements Target {
    private final RemoteBroker broker;
    private final TopicFilter filter;
    private final AtomicInteger turn = new AtomicInteger();
    private volatile int online;

    /**
     * @param filter with its share prefix
     * @param online members whose client is connected, 0 or more
     */
    public RemoteMembers(RemoteBroker broker, TopicFilter filter, int online) {
        this.broker = broker;
        this.filter = filter;
        this.online = online;
    }

    public RemoteBroker broker() {
        return broker;
    }

    public TopicFilter filter() {
        return filter;
    }

    public int online() {
        return online;
    }

    /** The next number for who chooses between these members and others, whatever the topic; one after the other, from 0. */
    public int nextTurn() {
        return turn.getAndIncrement();
    }

    public void online(int members) {
        online = members;
    }
}
