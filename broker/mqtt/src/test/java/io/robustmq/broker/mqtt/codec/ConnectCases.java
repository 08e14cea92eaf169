package io.robustmq.broker.mqtt.codec;

import static io.robustmq.broker.mqtt.ProtocolVersion.V3_1;
import static io.robustmq.broker.mqtt.ProtocolVersion.V3_1_1;
import static io.robustmq.broker.mqtt.ProtocolVersion.V5;
import static io.robustmq.broker.mqtt.ReasonCode.MALFORMED_PACKET;
import static io.robustmq.broker.mqtt.ReasonCode.PROTOCOL_ERROR;
import static io.robustmq.broker.mqtt.ReasonCode.TOPIC_NAME_INVALID;
import static io.robustmq.broker.mqtt.ReasonCode.UNSUPPORTED_PROTOCOL_VERSION;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.UserProperty;
import io.robustmq.broker.mqtt.packet.Connect;
import io.robustmq.broker.mqtt.packet.ConnectProperties;
import io.robustmq.broker.mqtt.packet.PublishProperties;
import io.robustmq.broker.mqtt.packet.Will;
import io.robustmq.broker.mqtt.topic.TopicName;
import java.util.List;

/** CONNECT as it must and must not be. */
final class ConnectCases {
    private static final TopicName GONE = TopicName.of("gone");

    static final List<PacketCase> GOOD = List.of(
            new PacketCase("the smallest", V3_1_1, "10 (<MQTT> 04 02 003C <me>)", plain(V3_1_1, true, 60, "me")),
            new PacketCase("a kept session", V3_1_1, "10 (<MQTT> 04 00 FFFF <me>)", plain(V3_1_1, false, 65_535, "me")),
            new PacketCase("no client id", V3_1_1, "10 (<MQTT> 04 02 0000 <>)", plain(V3_1_1, true, 0, "")),
            new PacketCase("the smallest", V3_1, "10 (<MQIsdp> 03 02 003C <me>)", plain(V3_1, true, 60, "me")),
            new PacketCase("the smallest", V5, "10 (<MQTT> 05 02 003C () <me>)", plain(V5, true, 60, "me")),
            new PacketCase(
                    "a client id beyond ASCII",
                    V5,
                    "10 (<MQTT> 05 02 003C () <Ærø€😀>)",
                    plain(V5, true, 60, "Ærø€😀")),
            new PacketCase(
                    "user name and password",
                    V3_1_1,
                    "10 (<MQTT> 04 C2 003C <me> <user> <secret>)",
                    new Connect(V3_1_1, true, 60, "me", null, "user", utf8("secret"), ConnectProperties.DEFAULT)),
            new PacketCase(
                    "a password and no user name",
                    V5,
                    "10 (<MQTT> 05 42 003C () <me> <secret>)",
                    new Connect(V5, true, 60, "me", null, null, utf8("secret"), ConnectProperties.DEFAULT)),
            new PacketCase(
                    "a will",
                    V3_1,
                    "10 (<MQIsdp> 03 36 000A <me> <gone> <bye>)",
                    withWill(V3_1, new Will(GONE, utf8("bye"), 2, true, 0, PublishProperties.NONE))),
            new PacketCase(
                    "a will without payload",
                    V3_1_1,
                    "10 (<MQTT> 04 06 000A <me> <gone> <>)",
                    withWill(V3_1_1, new Will(GONE, new byte[0], 0, false, 0, PublishProperties.NONE))),
            new PacketCase(
                    "a will with all properties",
                    V5,
                    "10 (<MQTT> 05 0E 000A () <me> (01 01 02 0000000A 08 <r/t>"
                            + " 09 0001 AA 26 <k> <v> 03 <text> 18 0000001E)"
                            + " <gone> <bye>)",
                    withWill(
                            V5,
                            new Will(
                                    GONE,
                                    utf8("bye"),
                                    1,
                                    false,
                                    30,
                                    new PublishProperties(
                                            1,
                                            10,
                                            0,
                                            "r/t",
                                            new byte[] {(byte) 0xAA},
                                            List.of(new UserProperty("k", "v")),
                                            PublishProperties.NO_IDENTIFIERS,
                                            "text")))),
            new PacketCase(
                    "all properties",
                    V5,
                    "10 (<MQTT> 05 00 003C (11 FFFFFFFF 21 0001 27 00000080 22 000A"
                            + " 19 01 17 00 26 <k> <1> 26 <k> <2> 15 <m>"
                            + " 16 0002 0001) <me>)",
                    new Connect(
                            V5,
                            false,
                            60,
                            "me",
                            null,
                            null,
                            null,
                            new ConnectProperties(
                                    ConnectProperties.NEVER_EXPIRES,
                                    1,
                                    128,
                                    10,
                                    true,
                                    false,
                                    List.of(new UserProperty("k", "1"), new UserProperty("k", "2")),
                                    "m",
                                    new byte[] {0, 1}))));

    static final List<Refusal> BAD = List.of(
            new Refusal("another protocol", V5, "10 (<AMQP> 05 02 003C () <me>)", UNSUPPORTED_PROTOCOL_VERSION),
            new Refusal(
                    "a protocol name in lower case",
                    V5,
                    "10 (<mqtt> 05 02 003C () <me>)",
                    UNSUPPORTED_PROTOCOL_VERSION),
            new Refusal("level 6", V5, "10 (<MQTT> 06 02 003C () <me>)", UNSUPPORTED_PROTOCOL_VERSION),
            new Refusal(
                    "level 3 under the newer name",
                    V3_1_1,
                    "10 (<MQTT> 03 02 003C <me>)",
                    UNSUPPORTED_PROTOCOL_VERSION),
            new Refusal(
                    "level 4 under the older name",
                    V3_1,
                    "10 (<MQIsdp> 04 02 003C <me>)",
                    UNSUPPORTED_PROTOCOL_VERSION),
            new Refusal("flags in the fixed header", V5, "11 (<MQTT> 05 02 003C () <me>)", MALFORMED_PACKET),
            new Refusal("the reserved flag", V3_1_1, "10 (<MQTT> 04 03 003C <me>)", MALFORMED_PACKET),
            new Refusal("will QoS without will", V3_1_1, "10 (<MQTT> 04 0A 003C <me>)", MALFORMED_PACKET),
            new Refusal("will retain without will", V5, "10 (<MQTT> 05 22 003C () <me>)", MALFORMED_PACKET),
            new Refusal("will QoS 3", V5, "10 (<MQTT> 05 1E 003C () <me> () <gone> <bye>)", MALFORMED_PACKET),
            new Refusal(
                    "a password without user name", V3_1_1, "10 (<MQTT> 04 42 003C <me> <secret>)", MALFORMED_PACKET),
            new Refusal("a user name announced and left out", V3_1_1, "10 (<MQTT> 04 82 003C <me>)", MALFORMED_PACKET),
            new Refusal("a will announced and left out", V3_1_1, "10 (<MQTT> 04 06 003C <me>)", MALFORMED_PACKET),
            new Refusal("no client id field", V3_1_1, "10 (<MQTT> 04 02 003C)", MALFORMED_PACKET),
            new Refusal("no properties field", V5, "10 (<MQTT> 05 02 003C)", MALFORMED_PACKET),
            new Refusal("bytes left over", V3_1_1, "10 (<MQTT> 04 02 003C <me> 00)", MALFORMED_PACKET),
            new Refusal("an empty body", V3_1_1, "10 ()", MALFORMED_PACKET),
            new Refusal("a client id with U+0000", V3_1_1, "10 (<MQTT> 04 02 003C 0003 610062)", MALFORMED_PACKET),
            new Refusal("a client id with a surrogate", V5, "10 (<MQTT> 05 02 003C () 0003 EDA080)", MALFORMED_PACKET),
            new Refusal("a client id in overlong form", V3_1, "10 (<MQIsdp> 03 02 003C 0002 C080)", MALFORMED_PACKET),
            new Refusal(
                    "a user name cut within a character",
                    V3_1_1,
                    "10 (<MQTT> 04 82 003C <me> 0002 E282)",
                    MALFORMED_PACKET),
            new Refusal(
                    "a wildcard in the will topic", V3_1_1, "10 (<MQTT> 04 06 003C <me> <a/#> <>)", TOPIC_NAME_INVALID),
            new Refusal("an empty will topic", V5, "10 (<MQTT> 05 06 003C () <me> () <> <>)", TOPIC_NAME_INVALID),
            new Refusal("receive maximum 0", V5, "10 (<MQTT> 05 02 003C (21 0000) <me>)", PROTOCOL_ERROR),
            new Refusal("maximum packet size 0", V5, "10 (<MQTT> 05 02 003C (27 00000000) <me>)", PROTOCOL_ERROR),
            new Refusal("request response information 2", V5, "10 (<MQTT> 05 02 003C (19 02) <me>)", PROTOCOL_ERROR),
            new Refusal("request problem information 2", V5, "10 (<MQTT> 05 02 003C (17 02) <me>)", PROTOCOL_ERROR),
            new Refusal(
                    "session expiry twice",
                    V5,
                    "10 (<MQTT> 05 02 003C (11 00000001 11 00000001) <me>)",
                    PROTOCOL_ERROR),
            new Refusal(
                    "topic alias maximum twice", V5, "10 (<MQTT> 05 02 003C (22 0001 22 0001) <me>)", PROTOCOL_ERROR),
            new Refusal(
                    "authentication data without method",
                    V5,
                    "10 (<MQTT> 05 02 003C (16 0001 00) <me>)",
                    PROTOCOL_ERROR),
            new Refusal("a property of PUBLISH", V5, "10 (<MQTT> 05 02 003C (01 01) <me>)", MALFORMED_PACKET),
            new Refusal(
                    "a will property outside of the will",
                    V5,
                    "10 (<MQTT> 05 02 003C (18 00000001) <me>)",
                    MALFORMED_PACKET),
            new Refusal("a property of CONNACK", V5, "10 (<MQTT> 05 02 003C (12 <me>) <me>)", MALFORMED_PACKET),
            new Refusal("property 0", V5, "10 (<MQTT> 05 02 003C (00) <me>)", MALFORMED_PACKET),
            new Refusal("property 127", V5, "10 (<MQTT> 05 02 003C (7F 00) <me>)", MALFORMED_PACKET),
            new Refusal("a property cut short", V5, "10 (<MQTT> 05 02 003C (11 000000) <me>)", MALFORMED_PACKET),
            new Refusal(
                    "properties beyond the packet", V5, "10 (<MQTT> 05 02 003C 7F 11 00000001 <me>)", MALFORMED_PACKET),
            new Refusal(
                    "a property length of five bytes", V5, "10 (<MQTT> 05 02 003C 8080808000 <me>)", MALFORMED_PACKET),
            new Refusal(
                    "a property length longer than need be", V5, "10 (<MQTT> 05 02 003C 8000 <me>)", MALFORMED_PACKET),
            new Refusal(
                    "a topic alias in the will",
                    V5,
                    "10 (<MQTT> 05 06 003C () <me> (23 0001) <a> <>)",
                    MALFORMED_PACKET),
            new Refusal(
                    "will delay twice",
                    V5,
                    "10 (<MQTT> 05 06 003C () <me> (18 00000001 18 00000001) <a> <>)",
                    PROTOCOL_ERROR));

    private ConnectCases() {}

    static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }

    static Connect plain(ProtocolVersion version, boolean cleanStart, int keepAliveSeconds, String clientId) {
        return new Connect(
                version, cleanStart, keepAliveSeconds, clientId, null, null, null, ConnectProperties.DEFAULT);
    }

    private static Connect withWill(ProtocolVersion version, Will will) {
        return new Connect(version, true, 10, "me", will, null, null, ConnectProperties.DEFAULT);
    }
}
