package io.robustmq.broker.server.cluster;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.robustmq.broker.api.v1.Properties;
import io.robustmq.broker.api.v1.Publication;
import io.robustmq.broker.core.forward.Addressees;
import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.mqtt.UserProperty;
import io.robustmq.broker.mqtt.packet.PublishProperties;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.mqtt.topic.TopicName;
import java.util.List;

/** Messages as brokers send them to each other. */
final class Publications {

    private Publications() {}

    /** Shares the arrays of topic and payload. */
    static Publication of(Message message, Addressees to, long wallMillis) {
        Publication.Builder built = Publication.newBuilder()
                .setTopic(UnsafeByteOperations.unsafeWrap(message.topic().utf8()))
                .setPayload(UnsafeByteOperations.unsafeWrap(message.payload()))
                .setQos(message.qos())
                .setRetain(message.retain())
                .setPublisher(message.publisher());
        if (message.expiresAtMillis() != Message.NEVER) {
            built.setExpiresInMillis(Math.max(0, message.expiresAtMillis() - wallMillis));
        }
        if (!message.properties().isNone()) {
            built.setProperties(properties(message.properties()));
        }
        if (!to.sessions()) {
            built.setGroupsOnly(true);
        }
        if (to.isInLog()) {
            built.setInLog(true);
        }
        for (TopicFilter group : to.groups()) {
            built.addGroups(group.toString());
        }
        return built.build();
    }

    private static Properties properties(PublishProperties from) {
        Properties.Builder built = Properties.newBuilder();
        if (from.payloadFormatIndicator() != PublishProperties.ABSENT) {
            built.setPayloadFormatIndicator(from.payloadFormatIndicator());
        }
        if (from.hasMessageExpiry()) {
            built.setMessageExpiryIntervalSeconds((int) from.messageExpiryIntervalSeconds());
        }
        String responseTopic = from.responseTopic();
        if (responseTopic != null) {
            built.setResponseTopic(responseTopic);
        }
        byte[] correlationData = from.correlationData();
        if (correlationData != null) {
            built.setCorrelationData(UnsafeByteOperations.unsafeWrap(correlationData));
        }
        for (UserProperty property : from.userProperties()) {
            built.addUserProperties(io.robustmq.broker.api.v1.UserProperty.newBuilder()
                    .setName(property.name())
                    .setValue(property.value()));
        }
        String contentType = from.contentType();
        if (contentType != null) {
            built.setContentType(contentType);
        }
        return built.build();
    }

    /** @throws IllegalArgumentException if it is none */
    static Message message(Publication from, long wallMillis) {
        if (from.getQos() < 0 || from.getQos() > 2) {
            throw new IllegalArgumentException("QoS " + from.getQos());
        }
        return new Message(
                TopicName.ofUtf8(from.getTopic().toByteArray()),
                from.getPayload().toByteArray(),
                from.getQos(),
                from.getRetain(),
                from.hasProperties() ? properties(from.getProperties()) : PublishProperties.NONE,
                from.getPublisher(),
                from.hasExpiresInMillis() ? wallMillis + from.getExpiresInMillis() : Message.NEVER);
    }

    private static PublishProperties properties(Properties from) {
        List<UserProperty> userProperties = from.getUserPropertiesList().stream()
                .map(property -> new UserProperty(property.getName(), property.getValue()))
                .toList();
        return new PublishProperties(
                from.hasPayloadFormatIndicator() ? from.getPayloadFormatIndicator() : PublishProperties.ABSENT,
                from.hasMessageExpiryIntervalSeconds()
                        ? Integer.toUnsignedLong(from.getMessageExpiryIntervalSeconds())
                        : PublishProperties.ABSENT,
                0,
                from.hasResponseTopic() ? from.getResponseTopic() : null,
                from.hasCorrelationData() ? bytes(from.getCorrelationData()) : null,
                userProperties,
                PublishProperties.NO_IDENTIFIERS,
                from.hasContentType() ? from.getContentType() : null);
    }

    private static byte[] bytes(ByteString from) {
        return from.toByteArray();
    }

    static Addressees addressees(Publication from) {
        if (from.getGroupsCount() == 0) {
            return from.getInLog() ? Addressees.PASSERS : Addressees.SESSIONS;
        }
        return new Addressees(
                !from.getGroupsOnly(),
                from.getInLog(),
                from.getGroupsList().stream().map(TopicFilter::parse).toList());
    }
}
