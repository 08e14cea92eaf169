package io.robustmq.broker.mqtt.codec;

import static io.robustmq.broker.mqtt.ProtocolVersion.V3_1;
import static io.robustmq.broker.mqtt.ProtocolVersion.V3_1_1;
import static io.robustmq.broker.mqtt.ProtocolVersion.V5;
import static io.robustmq.broker.mqtt.ReasonCode.MALFORMED_PACKET;
import static io.robustmq.broker.mqtt.ReasonCode.PROTOCOL_ERROR;

import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.UserProperty;
import io.robustmq.broker.mqtt.packet.AckProperties;
import io.robustmq.broker.mqtt.packet.PubAck;
import io.robustmq.broker.mqtt.packet.PubComp;
import io.robustmq.broker.mqtt.packet.PubRec;
import io.robustmq.broker.mqtt.packet.PubRel;
import java.util.List;

/** PUBACK, PUBREC, PUBREL and PUBCOMP, which are the same from clients and from servers. */
final class AckCases {
    private static final AckProperties FULL =
            new AckProperties("why", List.of(new UserProperty("k", "v"), new UserProperty("k", "w")));

    static final List<PacketCase> GOOD = List.of(
            new PacketCase("packet id", V3_1, "40 (0001)", new PubAck(1, ReasonCode.SUCCESS)),
            new PacketCase("packet id", V3_1_1, "40 (FFFF)", new PubAck(65_535, ReasonCode.SUCCESS)),
            new PacketCase("packet id", V5, "40 (0001)", new PubAck(1, ReasonCode.SUCCESS)),
            new PacketCase("packet id", V3_1_1, "50 (0001)", new PubRec(1, ReasonCode.SUCCESS)),
            new PacketCase("packet id", V3_1, "62 (0001)", new PubRel(1, ReasonCode.SUCCESS)),
            new PacketCase("packet id", V5, "62 (8000)", new PubRel(32_768, ReasonCode.SUCCESS)),
            new PacketCase("packet id", V3_1_1, "70 (0001)", new PubComp(1, ReasonCode.SUCCESS)),
            new PacketCase("reason", V5, "40 (0001 10)", new PubAck(1, ReasonCode.NO_MATCHING_SUBSCRIBERS)),
            new PacketCase("reason", V5, "50 (0001 87)", new PubRec(1, ReasonCode.NOT_AUTHORIZED)),
            new PacketCase("reason", V5, "62 (0001 92)", new PubRel(1, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND)),
            new PacketCase("reason", V5, "70 (0001 92)", new PubComp(1, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND)),
            new PacketCase(
                    "everything",
                    V5,
                    "40 (0001 97 (1F <why> 26 <k> <v> 26 <k> <w>))",
                    new PubAck(1, ReasonCode.QUOTA_EXCEEDED, FULL)),
            new PacketCase(
                    "a reason string",
                    V5,
                    "50 (0001 00 (1F <why>))",
                    new PubRec(1, ReasonCode.SUCCESS, AckProperties.because("why"))),
            new PacketCase(
                    "everything",
                    V5,
                    "62 (0001 92 (1F <why> 26 <k> <v> 26 <k> <w>))",
                    new PubRel(1, ReasonCode.PACKET_IDENTIFIER_NOT_FOUND, FULL)),
            new PacketCase(
                    "user properties",
                    V5,
                    "70 (0001 00 (26 <k> <v>))",
                    new PubComp(1, ReasonCode.SUCCESS, new AckProperties(null, List.of(new UserProperty("k", "v"))))));

    /** Allowed, though the encoders would do with fewer bytes. */
    static final List<PacketCase> LENIENT = List.of(
            new PacketCase("success spelled out", V5, "40 (0001 00)", new PubAck(1, ReasonCode.SUCCESS)),
            new PacketCase("no properties spelled out", V5, "50 (0001 00 ())", new PubRec(1, ReasonCode.SUCCESS)),
            new PacketCase("PUBREL with DUP", V3_1, "6A (0001)", new PubRel(1, ReasonCode.SUCCESS)));

    static final List<Refusal> BAD = List.of(
            new Refusal("PUBACK with flags", V3_1_1, "42 (0001)", MALFORMED_PACKET),
            new Refusal("PUBREC with flags", V5, "51 (0001)", MALFORMED_PACKET),
            new Refusal("PUBREL without its flag", V3_1_1, "60 (0001)", MALFORMED_PACKET),
            new Refusal("PUBREL without its flag", V5, "60 (0001)", MALFORMED_PACKET),
            new Refusal("PUBREL with DUP", V3_1_1, "6A (0001)", MALFORMED_PACKET),
            new Refusal("PUBCOMP with flags", V5, "78 (0001)", MALFORMED_PACKET),
            new Refusal("PUBACK without packet id", V3_1_1, "40 ()", MALFORMED_PACKET),
            new Refusal("PUBACK with half a packet id", V5, "40 (00)", MALFORMED_PACKET),
            new Refusal("PUBACK of 0", V3_1_1, "40 (0000)", PROTOCOL_ERROR),
            new Refusal("PUBREL of 0", V5, "62 (0000)", PROTOCOL_ERROR),
            new Refusal("a reason before 5.0", V3_1_1, "40 (0001 00)", MALFORMED_PACKET),
            new Refusal("a reason before 5.0", V3_1, "70 (0001 00)", MALFORMED_PACKET),
            new Refusal("PUBACK with an unknown reason", V5, "40 (0001 7F)", PROTOCOL_ERROR),
            new Refusal("PUBACK with a reason of PUBREL", V5, "40 (0001 92)", PROTOCOL_ERROR),
            new Refusal("PUBREC with a reason of DISCONNECT", V5, "50 (0001 8D)", PROTOCOL_ERROR),
            new Refusal("PUBREL with a reason of PUBACK", V5, "62 (0001 10)", PROTOCOL_ERROR),
            new Refusal("PUBCOMP with a reason of PUBACK", V5, "70 (0001 80)", PROTOCOL_ERROR),
            new Refusal("two reason strings", V5, "40 (0001 00 (1F <a> 1F <b>))", PROTOCOL_ERROR),
            new Refusal("a property of PUBLISH", V5, "50 (0001 00 (01 01))", MALFORMED_PACKET),
            new Refusal("bytes left over", V5, "62 (0001 00 () 00)", MALFORMED_PACKET),
            new Refusal("properties beyond the packet", V5, "70 (0001 00 05 1F <a>)", MALFORMED_PACKET));

    private AckCases() {}
}
