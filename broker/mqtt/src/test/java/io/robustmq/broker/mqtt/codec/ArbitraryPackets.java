package io.robustmq.broker.mqtt.codec;

import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.UserProperty;
import io.robustmq.broker.mqtt.packet.AckProperties;
import io.robustmq.broker.mqtt.packet.Auth;
import io.robustmq.broker.mqtt.packet.ConnAck;
import io.robustmq.broker.mqtt.packet.ConnAckProperties;
import io.robustmq.broker.mqtt.packet.Connect;
import io.robustmq.broker.mqtt.packet.ConnectProperties;
import io.robustmq.broker.mqtt.packet.Disconnect;
import io.robustmq.broker.mqtt.packet.Packet;
import io.robustmq.broker.mqtt.packet.PubAck;
import io.robustmq.broker.mqtt.packet.PubComp;
import io.robustmq.broker.mqtt.packet.PubRec;
import io.robustmq.broker.mqtt.packet.PubRel;
import io.robustmq.broker.mqtt.packet.Publish;
import io.robustmq.broker.mqtt.packet.PublishProperties;
import io.robustmq.broker.mqtt.packet.SubAck;
import io.robustmq.broker.mqtt.packet.Subscribe;
import io.robustmq.broker.mqtt.packet.SubscriptionRequest;
import io.robustmq.broker.mqtt.packet.UnsubAck;
import io.robustmq.broker.mqtt.packet.Unsubscribe;
import io.robustmq.broker.mqtt.packet.Will;
import io.robustmq.broker.mqtt.topic.TopicName;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Any packet that clients or servers may send in a version; what that version cannot say has its default. */
final class ArbitraryPackets {
    static final Arbitrary<ProtocolVersion> VERSIONS = Arbitraries.of(ProtocolVersion.class);
    static final Arbitrary<String> TEXTS = Arbitraries.integers()
            .between(1, Character.MAX_CODE_POINT)
            .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
            .list()
            .ofMaxSize(12)
            .map(points ->
                    points.stream().collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append))
            .map(StringBuilder::toString);
    static final Arbitrary<TopicName> TOPICS = Arbitraries.frequencyOf(
                    Tuple.of(3, Arbitraries.of("a", "a/b", "sensors/kitchen/temperature", "$SYS/x", "/")),
                    Tuple.of(1, TEXTS.map(text -> text.replaceAll("[+#]", "/"))))
            .filter(text -> !text.isEmpty())
            .map(TopicName::of);
    static final Arbitrary<byte[]> PAYLOADS =
            Arbitraries.bytes().array(byte[].class).ofMaxSize(300);

    private static final Arbitrary<byte[]> BLOBS =
            Arbitraries.bytes().array(byte[].class).ofMaxSize(5);
    private static final Arbitrary<Boolean> FLAGS = Arbitraries.of(true, false);
    private static final Arbitrary<Integer> QOS = Arbitraries.integers().between(0, 2);
    private static final Arbitrary<Integer> U16 = Arbitraries.integers().between(0, 65_535);
    private static final Arbitrary<Integer> PACKET_IDS = Arbitraries.integers().between(1, 65_535);
    private static final Arbitrary<Long> U32 = Arbitraries.longs().between(0, 0xFFFF_FFFFL);
    private static final Arbitrary<Long> U32_OR_ABSENT = Arbitraries.longs().between(-1, 0xFFFF_FFFFL);
    private static final Arbitrary<List<UserProperty>> USER_PROPERTIES =
            Combinators.combine(TEXTS, TEXTS).as(UserProperty::new).list().ofMaxSize(3);

    private ArbitraryPackets() {}

    static Arbitrary<Packet> fromClients(ProtocolVersion version) {
        return version.isV5()
                ? Arbitraries.oneOf(
                        connect(version),
                        publish(version),
                        ack(version),
                        subscribe(version),
                        unsubscribe(version),
                        disconnect(),
                        auth())
                : Arbitraries.oneOf(
                        connect(version), publish(version), ack(version), subscribe(version), unsubscribe(version));
    }

    static Arbitrary<Packet> fromServers(ProtocolVersion version) {
        return version.isV5()
                ? Arbitraries.oneOf(connAck(), publish(version), ack(version), subAck(version), unsubAck(version))
                : Arbitraries.oneOf(publish(version), ack(version), subAck(version), unsubAck(version));
    }

    static Arbitrary<PublishProperties> publishProperties(ProtocolVersion version) {
        return version.isV5() ? messageProperties(U16) : Arbitraries.just(PublishProperties.NONE);
    }

    private static Arbitrary<PublishProperties> messageProperties(Arbitrary<Integer> aliases) {
        Arbitrary<PublishProperties> some = Combinators.combine(
                        Arbitraries.integers().between(-1, 1),
                        U32_OR_ABSENT,
                        aliases,
                        Arbitraries.of("r", "r/t").injectNull(0.5),
                        BLOBS.injectNull(0.5),
                        USER_PROPERTIES,
                        TEXTS.injectNull(0.5))
                .as((format, expiry, alias, response, correlation, user, type) -> new PublishProperties(
                        format, expiry, alias, response, correlation, user, PublishProperties.NO_IDENTIFIERS, type));
        return Arbitraries.oneOf(Arbitraries.just(PublishProperties.NONE), some);
    }

    private static Arbitrary<Packet> connect(ProtocolVersion version) {
        return Combinators.combine(
                        FLAGS,
                        U16,
                        TEXTS,
                        will(version).injectNull(0.5),
                        TEXTS,
                        BLOBS.injectNull(0.5),
                        connectProperties(version))
                .as((clean, keepAlive, id, will, user, password, properties) ->
                        new Connect(version, clean, keepAlive, id, will, user, password, properties));
    }

    private static Arbitrary<Will> will(ProtocolVersion version) {
        boolean v5 = version.isV5();
        return Combinators.combine(
                        TOPICS,
                        PAYLOADS,
                        QOS,
                        FLAGS,
                        v5 ? U32 : Arbitraries.just(0L),
                        v5 ? messageProperties(Arbitraries.just(0)) : Arbitraries.just(PublishProperties.NONE))
                .as(Will::new);
    }

    private static Arbitrary<ConnectProperties> connectProperties(ProtocolVersion version) {
        Arbitrary<ConnectProperties> some = Combinators.combine(
                        U32,
                        PACKET_IDS,
                        Arbitraries.longs().between(1, 0xFFFF_FFFFL),
                        U16,
                        FLAGS,
                        FLAGS,
                        USER_PROPERTIES,
                        TEXTS)
                .as((expiry, receive, size, alias, response, problem, user, method) -> new ConnectProperties(
                        expiry, receive, size, alias, response, problem, user, method, new byte[] {1}));
        return version.isV5()
                ? Arbitraries.oneOf(Arbitraries.just(ConnectProperties.DEFAULT), some)
                : Arbitraries.just(ConnectProperties.DEFAULT);
    }

    static Arbitrary<Packet> publish(ProtocolVersion version) {
        return Combinators.combine(TOPICS, PAYLOADS, QOS, FLAGS, FLAGS, PACKET_IDS, publishProperties(version))
                .as((topic, payload, qos, retain, dup, id, properties) ->
                        new Publish(topic, payload, qos, retain, dup && qos > 0, qos == 0 ? 0 : id, properties));
    }

    private static Arbitrary<AckProperties> ackProperties(ProtocolVersion version) {
        Arbitrary<AckProperties> some =
                Combinators.combine(TEXTS.injectNull(0.5), USER_PROPERTIES).as(AckProperties::new);
        return version.isV5()
                ? Arbitraries.oneOf(Arbitraries.just(AckProperties.NONE), some)
                : Arbitraries.just(AckProperties.NONE);
    }

    private static Arbitrary<Packet> ack(ProtocolVersion version) {
        Arbitrary<ReasonCode> received = version.isV5()
                ? Arbitraries.of(ReasonCode.SUCCESS, ReasonCode.QUOTA_EXCEEDED)
                : Arbitraries.just(ReasonCode.SUCCESS);
        Arbitrary<ReasonCode> released = version.isV5()
                ? Arbitraries.of(ReasonCode.SUCCESS, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND)
                : Arbitraries.just(ReasonCode.SUCCESS);
        return Combinators.combine(
                        Arbitraries.integers().between(0, 3), PACKET_IDS, received, released, ackProperties(version))
                .as((kind, id, first, later, properties) -> switch (kind) {
                    case 0 -> new PubAck(id, first, properties);
                    case 1 -> new PubRec(id, first, properties);
                    case 2 -> new PubRel(id, later, properties);
                    default -> new PubComp(id, later, properties);
                });
    }

    private static Arbitrary<Packet> subscribe(ProtocolVersion version) {
        boolean v5 = version.isV5();
        Arbitrary<Boolean> flags = v5 ? FLAGS : Arbitraries.just(false);
        Arbitrary<SubscriptionRequest> requests = Combinators.combine(
                        TEXTS, QOS, flags, flags, v5 ? Arbitraries.integers().between(0, 2) : Arbitraries.just(0))
                .as(SubscriptionRequest::new);
        return Combinators.combine(
                        PACKET_IDS,
                        v5 ? Arbitraries.integers().between(0, 268_435_455) : Arbitraries.just(0),
                        v5 ? USER_PROPERTIES : Arbitraries.just(List.<UserProperty>of()),
                        requests.list().ofMinSize(1).ofMaxSize(5))
                .as(Subscribe::new);
    }

    private static Arbitrary<Packet> unsubscribe(ProtocolVersion version) {
        return Combinators.combine(
                        PACKET_IDS,
                        version.isV5() ? USER_PROPERTIES : Arbitraries.just(List.<UserProperty>of()),
                        TEXTS.list().ofMinSize(1).ofMaxSize(5))
                .as(Unsubscribe::new);
    }

    private static Arbitrary<Packet> disconnect() {
        return Combinators.combine(
                        Arbitraries.of(ReasonCode.SUCCESS, ReasonCode.DISCONNECT_WITH_WILL),
                        U32_OR_ABSENT,
                        TEXTS.injectNull(0.5),
                        USER_PROPERTIES)
                .as((reason, expiry, why, user) -> new Disconnect(reason, expiry, why, user, null));
    }

    private static Arbitrary<Packet> auth() {
        return Combinators.combine(
                        Arbitraries.of(ReasonCode.CONTINUE_AUTHENTICATION, ReasonCode.REAUTHENTICATE),
                        TEXTS,
                        BLOBS.injectNull(0.5),
                        TEXTS.injectNull(0.5),
                        USER_PROPERTIES)
                .as(Auth::new);
    }

    private static Arbitrary<Packet> connAck() {
        return Combinators.combine(
                        U32_OR_ABSENT,
                        PACKET_IDS,
                        QOS,
                        FLAGS,
                        U32_OR_ABSENT,
                        TEXTS.injectNull(0.5),
                        U16,
                        USER_PROPERTIES)
                .as((expiry, receive, qos, available, size, text, number, user) -> new ConnAck(
                        false,
                        ReasonCode.SUCCESS,
                        new ConnAckProperties(
                                expiry,
                                receive,
                                qos,
                                available,
                                size,
                                text,
                                number,
                                text,
                                user,
                                !available,
                                available,
                                true,
                                number - 1,
                                text,
                                text,
                                text,
                                text == null ? null : new byte[] {1})));
    }

    private static Arbitrary<Packet> subAck(ProtocolVersion version) {
        // 3.1 has no word for a refusal
        ReasonCode worst = version == ProtocolVersion.V3_1 ? ReasonCode.GRANTED_QOS_1 : ReasonCode.UNSPECIFIED_ERROR;
        Arbitrary<ReasonCode> reasons = Arbitraries.of(ReasonCode.SUCCESS, ReasonCode.GRANTED_QOS_2, worst);
        return Combinators.combine(PACKET_IDS, reasons.list().ofMinSize(1).ofMaxSize(200), ackProperties(version))
                .as(SubAck::new);
    }

    private static Arbitrary<Packet> unsubAck(ProtocolVersion version) {
        Arbitrary<ReasonCode> reasons = Arbitraries.of(ReasonCode.SUCCESS, ReasonCode.NO_SUBSCRIPTION_EXISTED);
        return Combinators.combine(
                        PACKET_IDS,
                        version.isV5()
                                ? reasons.list().ofMinSize(1).ofMaxSize(5)
                                : Arbitraries.just(List.<ReasonCode>of()),
                        ackProperties(version))
                .as(UnsubAck::new);
    }
}
