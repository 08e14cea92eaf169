package io.robustmq.broker.core.connection;

import io.robustmq.broker.core.access.Authorizer;
import io.robustmq.broker.core.access.Identity;
import io.robustmq.broker.core.routing.Router;
import io.robustmq.broker.core.routing.Topic;
import io.robustmq.broker.core.settings.ProtocolSettings;
import io.robustmq.broker.mqtt.MalformedPacketException;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.topic.TopicName;
import org.jspecify.annotations.Nullable;

/**
 * The topic one client published to last, and whether it was allowed to: most clients publish to one topic again and again,
 * and neither table nor rules are asked for them. Confined to the connection's lane.
 */
final class LastTopic {
    private static final int UNKNOWN = -1;

    private final Router router;
    private final Authorizer authorizer;
    private final ProtocolSettings limits;
    private @Nullable TopicName name;
    private @Nullable Topic topic;

    /** The QoS of the last question about this topic, or {@link #UNKNOWN} if there was none that is still good. */
    private int qos = UNKNOWN;

    private boolean retain;
    private int rules;
    private boolean allowed;

    LastTopic(Router router, Authorizer authorizer, ProtocolSettings limits) {
        this.router = router;
        this.authorizer = authorizer;
        this.limits = limits;
    }

    /**
     * The topic of this name, which is the last one from now on.
     *
     * @throws MalformedPacketException {@code TOPIC_NAME_INVALID} if it is longer or deeper than this server takes
     */
    @SuppressWarnings("ReferenceEquality") // the decoder hands out the very instance for a repeated topic
    Topic become(TopicName next) {
        Topic known = topic;
        if (known != null && next == name) {
            return known;
        }
        if (TopicRules.isTooLong(next, limits)) {
            throw new MalformedPacketException(ReasonCode.TOPIC_NAME_INVALID, "the topic is too long or too deep");
        }
        Topic found = router.topic(next);
        name = next;
        topic = found;
        qos = UNKNOWN;
        return found;
    }

    /** Whether this client may publish so to the last topic; asked of the rules once for each way and version of them. */
    boolean isAllowed(Identity identity, int wantedQos, boolean wantedRetain) {
        TopicName to = name;
        if (to == null) {
            throw new IllegalStateException("no topic yet");
        }
        int version = authorizer.version();
        if (wantedQos != qos || wantedRetain != retain || version != rules) {
            allowed = !TopicRules.isServersOwn(to) && authorizer.mayPublish(identity, to, wantedQos, wantedRetain);
            qos = wantedQos;
            retain = wantedRetain;
            rules = version;
        }
        return allowed;
    }

    /** The identity has changed: what was allowed may not be any more. */
    void forgetPermission() {
        qos = UNKNOWN;
    }
}
