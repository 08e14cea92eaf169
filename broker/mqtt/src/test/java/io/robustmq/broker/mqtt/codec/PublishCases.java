package io.robustmq.broker.mqtt.codec;

import static io.robustmq.broker.mqtt.ProtocolVersion.V3_1;
import static io.robustmq.broker.mqtt.ProtocolVersion.V3_1_1;
import static io.robustmq.broker.mqtt.ProtocolVersion.V5;
import static io.robustmq.broker.mqtt.ReasonCode.MALFORMED_PACKET;
import static io.robustmq.broker.mqtt.ReasonCode.PROTOCOL_ERROR;
import static io.robustmq.broker.mqtt.ReasonCode.TOPIC_ALIAS_INVALID;
import static io.robustmq.broker.mqtt.ReasonCode.TOPIC_NAME_INVALID;
import static io.robustmq.broker.mqtt.codec.ConnectCases.utf8;

import io.robustmq.broker.mqtt.UserProperty;
import io.robustmq.broker.mqtt.packet.Publish;
import io.robustmq.broker.mqtt.packet.PublishProperties;
import io.robustmq.broker.mqtt.topic.TopicName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** PUBLISH as it must and must not be. */
final class PublishCases {
    /** The same from clients and from servers. */
    static final List<PacketCase> GOOD = List.of(
            new PacketCase("QoS 0", V3_1, "30 (<a/b> 'hi')", of("a/b", "hi", 0, false, false, 0)),
            new PacketCase("QoS 0", V3_1_1, "30 (<a/b> 'hi')", of("a/b", "hi", 0, false, false, 0)),
            new PacketCase("QoS 0, retained", V3_1_1, "31 (<a/b> 'hi')", of("a/b", "hi", 0, true, false, 0)),
            new PacketCase("QoS 1", V3_1_1, "32 (<a/b> 0001 'hi')", of("a/b", "hi", 1, false, false, 1)),
            new PacketCase("QoS 1, again", V3_1_1, "3A (<a/b> FFFF 'hi')", of("a/b", "hi", 1, false, true, 65_535)),
            new PacketCase("QoS 2", V3_1, "34 (<a/b> 000A 'hi')", of("a/b", "hi", 2, false, false, 10)),
            new PacketCase("all flags", V5, "3D (<a/b> 000A () 'hi')", of("a/b", "hi", 2, true, true, 10)),
            new PacketCase("no payload", V3_1_1, "31 (<a/b>)", of("a/b", "", 0, true, false, 0)),
            new PacketCase("no payload", V5, "30 (<a/b> ())", of("a/b", "", 0, false, false, 0)),
            new PacketCase("a topic of one slash", V5, "30 (</> () 'hi')", of("/", "hi", 0, false, false, 0)),
            new PacketCase(
                    "a topic beyond ASCII", V5, "30 (<Ærø/€😀> () 'hi')", of("Ærø/€😀", "hi", 0, false, false, 0)),
            new PacketCase(
                    "a remaining length of two bytes",
                    V3_1_1,
                    "30 8201 <a/b> '" + "0123456789".repeat(12) + "12345'",
                    of("a/b", "0123456789".repeat(12) + "12345", 0, false, false, 0)),
            new PacketCase("a topic alias with its topic", V5, "30 (<a/b> (23 0001) 'hi')", aliased("a/b", 1)),
            new PacketCase("a topic alias alone", V5, "30 (<> (23 FFFF) 'hi')", aliased(null, 65_535)),
            new PacketCase(
                    "all properties",
                    V5,
                    "32 (<a/b> 0007 (01 01 02 FFFFFFFF 23 0005 08 <r/t>"
                            + " 09 0002 00FF 26 <k> <v> 26 <> <> 26 <k> <v> 03 <text>)"
                            + " 'hi')",
                    new Publish(
                            TopicName.of("a/b"),
                            utf8("hi"),
                            1,
                            false,
                            false,
                            7,
                            new PublishProperties(
                                    1,
                                    0xFFFF_FFFFL,
                                    5,
                                    "r/t",
                                    new byte[] {0, (byte) 0xFF},
                                    List.of(
                                            new UserProperty("k", "v"),
                                            new UserProperty("", ""),
                                            new UserProperty("k", "v")),
                                    PublishProperties.NO_IDENTIFIERS,
                                    "text"))));

    /** Only from servers. */
    static final List<PacketCase> SENT = List.of(new PacketCase(
            "subscription identifiers",
            V5,
            "30 (<a/b> (0B 01 0B FFFFFF7F) 'hi')",
            new Publish(
                    TopicName.of("a/b"),
                    utf8("hi"),
                    0,
                    false,
                    false,
                    0,
                    PublishProperties.NONE.withSubscriptionIdentifiers(new int[] {1, 268_435_455}))));

    static final List<Refusal> BAD = List.of(
            new Refusal("QoS 3", V3_1_1, "36 (<a/b> 0001 'hi')", MALFORMED_PACKET),
            new Refusal("QoS 3", V5, "36 (<a/b> 0001 () 'hi')", MALFORMED_PACKET),
            new Refusal("DUP at QoS 0", V3_1_1, "38 (<a/b> 'hi')", MALFORMED_PACKET),
            new Refusal("DUP at QoS 0", V5, "38 (<a/b> () 'hi')", MALFORMED_PACKET),
            new Refusal("packet id 0", V3_1_1, "32 (<a/b> 0000 'hi')", PROTOCOL_ERROR),
            new Refusal("packet id 0", V5, "34 (<a/b> 0000 () 'hi')", PROTOCOL_ERROR),
            new Refusal("no packet id", V3_1_1, "32 (<a/b>)", MALFORMED_PACKET),
            new Refusal("half a packet id", V3_1_1, "32 (<a/b> 00)", MALFORMED_PACKET),
            new Refusal("no topic", V3_1_1, "30 ()", MALFORMED_PACKET),
            new Refusal("half a topic length", V3_1_1, "30 (00)", MALFORMED_PACKET),
            new Refusal("a topic beyond the packet", V3_1_1, "30 (0004 'a/b')", MALFORMED_PACKET),
            new Refusal("an empty topic", V3_1_1, "30 (<> 'hi')", PROTOCOL_ERROR),
            new Refusal("an empty topic without alias", V5, "30 (<> () 'hi')", PROTOCOL_ERROR),
            new Refusal("a wildcard in the topic", V3_1_1, "30 (<a/+> 'hi')", TOPIC_NAME_INVALID),
            new Refusal("a wildcard in the topic", V5, "30 (<a/#> () 'hi')", TOPIC_NAME_INVALID),
            new Refusal("U+0000 in the topic", V5, "30 (0003 610062 () 'hi')", MALFORMED_PACKET),
            new Refusal("U+0000 late in a long topic", V5, "30 (0010 '0123456789ABCD' 0062 () 'hi')", MALFORMED_PACKET),
            new Refusal("a lone continuation byte", V3_1_1, "30 (0001 80 'hi')", MALFORMED_PACKET),
            new Refusal("a surrogate in the topic", V3_1_1, "30 (0003 EDBFBF 'hi')", MALFORMED_PACKET),
            new Refusal("a slash in overlong form", V3_1_1, "30 (0002 C0AF 'hi')", MALFORMED_PACKET),
            new Refusal("a character above U+10FFFF", V5, "30 (0004 F4908080 () 'hi')", MALFORMED_PACKET),
            new Refusal("no properties field", V5, "30 (<a/b>)", MALFORMED_PACKET),
            new Refusal("topic alias 0", V5, "30 (<a/b> (23 0000) 'hi')", TOPIC_ALIAS_INVALID),
            new Refusal("topic alias twice", V5, "30 (<a/b> (23 0001 23 0001) 'hi')", PROTOCOL_ERROR),
            new Refusal("a subscription identifier", V5, "30 (<a/b> (0B 01) 'hi')", PROTOCOL_ERROR),
            new Refusal("payload format indicator 2", V5, "30 (<a/b> (01 02) 'hi')", PROTOCOL_ERROR),
            new Refusal("payload format indicator twice", V5, "30 (<a/b> (01 01 01 01) 'hi')", PROTOCOL_ERROR),
            new Refusal("content type twice", V5, "30 (<a/b> (03 <x> 03 <x>) 'hi')", PROTOCOL_ERROR),
            new Refusal("a wildcard in the response topic", V5, "30 (<a/b> (08 <r/#>) 'hi')", PROTOCOL_ERROR),
            new Refusal("an empty response topic", V5, "30 (<a/b> (08 <>) 'hi')", PROTOCOL_ERROR),
            new Refusal("a content type that is not UTF-8", V5, "30 (<a/b> (03 0001 FF) 'hi')", MALFORMED_PACKET),
            new Refusal("a user property that is not UTF-8", V5, "30 (<a/b> (26 <k> 0001 FF) 'hi')", MALFORMED_PACKET),
            new Refusal("half a user property", V5, "30 (<a/b> (26 <k>) 'hi')", MALFORMED_PACKET),
            new Refusal("a property of CONNECT", V5, "30 (<a/b> (11 00000001) 'hi')", MALFORMED_PACKET),
            new Refusal("a reason string", V5, "30 (<a/b> (1F <x>) 'hi')", MALFORMED_PACKET),
            new Refusal(
                    "a property that reaches into the payload", V5, "30 (<a/b> (03 0002 'x') 'hi')", MALFORMED_PACKET),
            new Refusal("properties beyond the packet", V5, "30 (<a/b> 7F 'hi')", MALFORMED_PACKET),
            new Refusal("a remaining length of five bytes", V3_1_1, "30 80808080 01", MALFORMED_PACKET),
            new Refusal("a remaining length longer than need be", V5, "30 8600 <a/b> () ", MALFORMED_PACKET));

    private PublishCases() {}

    private static Publish of(String topic, String payload, int qos, boolean retain, boolean dup, int packetId) {
        return new Publish(TopicName.of(topic), utf8(payload), qos, retain, dup, packetId, PublishProperties.NONE);
    }

    private static Publish aliased(@Nullable String topic, int alias) {
        return new Publish(
                topic == null ? null : TopicName.of(topic),
                utf8("hi"),
                0,
                false,
                false,
                0,
                PublishProperties.NONE.withTopicAlias(alias));
    }
}
