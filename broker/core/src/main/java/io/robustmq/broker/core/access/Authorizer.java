package io.robustmq.broker.core.access;

import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.mqtt.topic.TopicName;

/** Decides what a client may do. Never blocks; safe for use from every lane at once. */
public interface Authorizer {

    boolean mayPublish(Identity identity, TopicName topic, int qos, boolean retain);

    /** For a shared subscription the filter is the one behind the share prefix. */
    boolean maySubscribe(Identity identity, TopicFilter filter, int qos);

    /**
     * Changes whenever an answer given before may no longer hold (rules were reloaded); lets a connection remember its last
     * answers.
     */
    default int version() {
        return 0;
    }

    /** Everything is allowed. */
    Authorizer ALLOW_ALL = new Authorizer() {
        @Override
        public boolean mayPublish(Identity identity, TopicName topic, int qos, boolean retain) {
            return true;
        }

        @Override
        public boolean maySubscribe(Identity identity, TopicFilter filter, int qos) {
            return true;
        }
    };
}
