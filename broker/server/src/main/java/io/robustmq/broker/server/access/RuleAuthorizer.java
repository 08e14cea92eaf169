package io.robustmq.broker.server.access;

import io.robustmq.broker.core.access.AclRules;
import io.robustmq.broker.core.access.Authorizer;
import io.robustmq.broker.core.access.Identity;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.mqtt.topic.TopicName;

/** The rules as they are now. */
final class RuleAuthorizer implements Authorizer {
    private volatile AclRules rules;

    RuleAuthorizer(AclRules rules) {
        this.rules = rules;
    }

    /** From now on these are the rules; their version differs from that of those before. */
    void use(AclRules current) {
        rules = current;
    }

    @Override
    public boolean mayPublish(Identity identity, TopicName topic, int qos, boolean retain) {
        return rules.mayPublish(identity, topic, qos, retain);
    }

    @Override
    public boolean maySubscribe(Identity identity, TopicFilter filter, int qos) {
        return rules.maySubscribe(identity, filter, qos);
    }

    @Override
    public int version() {
        return rules.version();
    }
}
