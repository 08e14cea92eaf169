package io.robustmq.broker.core.settings;

import org.jspecify.annotations.Nullable;

/**
 * What the server tells clients it can do, and where the standard leaves it a choice.
 *
 * @param maximumPacketBytes largest packet accepted, fixed header included
 * @param receiveMaximum QoS 1 and 2 publications a client may have unacknowledged towards us (1..65,535)
 * @param topicAliasMaximum topic aliases a client may use towards us (0..65,535)
 * @param topicAliasBytes bytes of the topics one client's aliases may stand for
 * @param outgoingTopicAliasMaximum topic aliases we use towards a client at most, if it allows any (0..65,535)
 * @param maximumQos 0..2
 * @param maximumSessionExpirySeconds longest session expiry granted; 4,294,967,295 grants "never"
 * @param maximumMessageExpirySeconds messages are kept for at most this long; 0 means no limit
 * @param maximumKeepAliveSeconds longest keep-alive granted to a 5.0 client, also used when it asks for none; 0 means no limit
 * @param maximumTopicLevels levels of a topic name or filter
 * @param maximumTopicBytes bytes of a topic name or filter
 * @param maximumClientIdBytes bytes of a client id
 * @param responseInformation prefix for response topics, returned to 5.0 clients that ask, or null
 * @param serverReference other servers to name when this one sends clients away, or null
 */
public record ProtocolSettings(
        int maximumPacketBytes,
        int receiveMaximum,
        int topicAliasMaximum,
        long topicAliasBytes,
        int outgoingTopicAliasMaximum,
        int maximumQos,
        boolean retainAvailable,
        boolean wildcardSubscriptionAvailable,
        boolean sharedSubscriptionAvailable,
        long maximumSessionExpirySeconds,
        long maximumMessageExpirySeconds,
        int maximumKeepAliveSeconds,
        int maximumTopicLevels,
        int maximumTopicBytes,
        int maximumClientIdBytes,
        @Nullable String responseInformation,
        @Nullable String serverReference) {}
