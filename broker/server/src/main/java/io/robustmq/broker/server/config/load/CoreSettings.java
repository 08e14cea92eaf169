package io.robustmq.broker.server.config.load;

import io.robustmq.broker.core.settings.ConnectionLimits;
import io.robustmq.broker.core.settings.DurableTopics;
import io.robustmq.broker.core.settings.MemoryLimits;
import io.robustmq.broker.core.settings.ProtocolSettings;
import io.robustmq.broker.core.settings.RetainedLimits;
import io.robustmq.broker.core.settings.SessionLimits;
import io.robustmq.broker.core.settings.Settings;
import io.robustmq.broker.core.settings.SharedSettings;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.server.config.BrokerConfig;
import io.robustmq.broker.server.config.ConnectionConfig;
import io.robustmq.broker.server.config.ProtocolConfig;
import io.robustmq.broker.server.config.RetainedConfig;
import io.robustmq.broker.server.config.SessionConfig;
import io.robustmq.broker.server.config.StorageConfig;
import java.time.Duration;
import java.util.List;

/** The part of the configuration that the core obeys, in the core's own terms. */
public final class CoreSettings {

    private CoreSettings() {}

    public static Settings of(BrokerConfig config) {
        return new Settings(
                config.broker().nodeId(),
                protocol(config.protocol()),
                connections(config.connection()),
                sessions(config.session()),
                retained(config.retained()),
                new MemoryLimits(
                        config.memory().queueBytes(),
                        config.memory().routeBytes(),
                        config.memory().heapPercent()),
                new SharedSettings(config.shared().strategy()),
                durable(config.storage()),
                config.sys().interval().toMillis());
    }

    private static DurableTopics durable(StorageConfig storage) {
        return new DurableTopics(storage.durableTopics().orElse(List.of()).stream()
                .map(TopicFilter::parse)
                .toList());
    }

    private static ProtocolSettings protocol(ProtocolConfig protocol) {
        return new ProtocolSettings(
                Math.toIntExact(protocol.maximumPacketSize()),
                protocol.receiveMaximum(),
                protocol.topicAliasMaximum(),
                protocol.topicAliasBytes(),
                protocol.outgoingTopicAliasMaximum(),
                protocol.maximumQos(),
                protocol.retainAvailable(),
                protocol.wildcardSubscriptionAvailable(),
                protocol.sharedSubscriptionAvailable(),
                secondsRoundedUp(protocol.maximumSessionExpiry()),
                secondsRoundedUp(protocol.maximumMessageExpiry()),
                Math.toIntExact(secondsRoundedUp(protocol.maximumKeepAlive())),
                protocol.maximumTopicLevels(),
                Math.toIntExact(protocol.maximumTopicBytes()),
                Math.toIntExact(protocol.maximumClientIdBytes()),
                protocol.responseInformation().orElse(null),
                protocol.serverReference().orElse(null));
    }

    private static ConnectionLimits connections(ConnectionConfig connection) {
        return new ConnectionLimits(
                connection.maximum(),
                connection.maximumPerAddress(),
                connection.ratePerSecond(),
                connection.connectTimeout().toMillis(),
                connection.publishRatePerSecond(),
                connection.publishBytesPerSecond(),
                Math.toIntExact(connection.pendingBytes()));
    }

    private static SessionLimits sessions(SessionConfig session) {
        return new SessionLimits(
                session.maximum(),
                session.subscriptions(),
                session.inflight(),
                session.queueMessages(),
                session.queueBytes(),
                session.whenFull() == SessionConfig.WhenFull.DROP_OLDEST,
                session.queueQos0());
    }

    private static RetainedLimits retained(RetainedConfig retained) {
        return new RetainedLimits(
                retained.messages(),
                retained.bytes(),
                Math.toIntExact(retained.payloadBytes()),
                retained.pageMessages());
    }

    /** So that what is set as less than a second does not become zero, which means something else. */
    private static long secondsRoundedUp(Duration time) {
        return Math.ceilDiv(time.toMillis(), 1000L);
    }
}
