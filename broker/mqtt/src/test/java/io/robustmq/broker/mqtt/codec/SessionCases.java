package io.robustmq.broker.mqtt.codec;

import static io.robustmq.broker.mqtt.ProtocolVersion.V3_1;
import static io.robustmq.broker.mqtt.ProtocolVersion.V3_1_1;
import static io.robustmq.broker.mqtt.ProtocolVersion.V5;
import static io.robustmq.broker.mqtt.ReasonCode.MALFORMED_PACKET;
import static io.robustmq.broker.mqtt.ReasonCode.PROTOCOL_ERROR;

import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.UserProperty;
import io.robustmq.broker.mqtt.packet.Auth;
import io.robustmq.broker.mqtt.packet.Disconnect;
import io.robustmq.broker.mqtt.packet.PingReq;
import java.util.List;

/** PINGREQ, DISCONNECT and AUTH from clients, and the packets that no client may send at all. */
final class SessionCases {
    private static final List<UserProperty> USER = List.of(new UserProperty("k", "v"));

    static final List<PacketCase> GOOD = List.of(
            new PacketCase("nothing to it", V3_1, "C0 ()", PingReq.INSTANCE),
            new PacketCase("nothing to it", V3_1_1, "C0 ()", PingReq.INSTANCE),
            new PacketCase("nothing to it", V5, "C0 ()", PingReq.INSTANCE),
            new PacketCase("normal", V3_1, "E0 ()", Disconnect.because(ReasonCode.SUCCESS, null)),
            new PacketCase("normal", V3_1_1, "E0 ()", Disconnect.because(ReasonCode.SUCCESS, null)),
            new PacketCase("normal", V5, "E0 ()", Disconnect.because(ReasonCode.SUCCESS, null)),
            new PacketCase("with will", V5, "E0 (04)", Disconnect.because(ReasonCode.DISCONNECT_WITH_WILL, null)),
            new PacketCase(
                    "everything",
                    V5,
                    "E0 (97 (11 00000000 1F <full> 26 <k> <v>))",
                    new Disconnect(ReasonCode.QUOTA_EXCEEDED, 0, "full", USER, null)),
            new PacketCase(
                    "the next step",
                    V5,
                    "F0 (18 (15 <m> 16 0001 FF))",
                    new Auth(ReasonCode.CONTINUE_AUTHENTICATION, "m", new byte[] {(byte) 0xFF}, null, List.of())),
            new PacketCase(
                    "everything",
                    V5,
                    "F0 (19 (15 <m> 16 <> 1F <why> 26 <k> <v>))",
                    new Auth(ReasonCode.REAUTHENTICATE, "m", new byte[0], "why", USER)));

    /** Allowed, though the encoders would do with fewer bytes. */
    static final List<PacketCase> LENIENT = List.of(
            new PacketCase("normal, spelled out", V5, "E0 (00)", Disconnect.because(ReasonCode.SUCCESS, null)),
            new PacketCase(
                    "no properties, spelled out", V5, "E0 (00 ())", Disconnect.because(ReasonCode.SUCCESS, null)));

    static final List<Refusal> BAD = List.of(
            new Refusal("PINGREQ with flags", V3_1_1, "C1 ()", MALFORMED_PACKET),
            new Refusal("PINGREQ with a body", V3_1_1, "C0 (00)", MALFORMED_PACKET),
            new Refusal("PINGREQ with a body", V5, "C0 (00)", MALFORMED_PACKET),
            new Refusal("DISCONNECT with flags", V3_1_1, "E1 ()", MALFORMED_PACKET),
            new Refusal("DISCONNECT with flags", V5, "E2 (00)", MALFORMED_PACKET),
            new Refusal("DISCONNECT with a reason before 5.0", V3_1_1, "E0 (00)", MALFORMED_PACKET),
            new Refusal("DISCONNECT with a reason of servers", V5, "E0 (8B)", PROTOCOL_ERROR),
            new Refusal("DISCONNECT with an unknown reason", V5, "E0 (03)", PROTOCOL_ERROR),
            new Refusal("DISCONNECT with a server reference", V5, "E0 (00 (1C <b>))", PROTOCOL_ERROR),
            new Refusal("DISCONNECT with two expiries", V5, "E0 (00 (11 00000000 11 00000000))", PROTOCOL_ERROR),
            new Refusal("DISCONNECT with a property of CONNECT", V5, "E0 (00 (21 0001))", MALFORMED_PACKET),
            new Refusal("DISCONNECT with bytes left over", V5, "E0 (00 () 00)", MALFORMED_PACKET),
            new Refusal("AUTH before 5.0", V3_1_1, "F0 ()", MALFORMED_PACKET),
            new Refusal("AUTH with flags", V5, "F1 (18 (15 <m>))", MALFORMED_PACKET),
            new Refusal("AUTH with nothing", V5, "F0 ()", PROTOCOL_ERROR),
            new Refusal("AUTH that says success", V5, "F0 (00 (15 <m>))", PROTOCOL_ERROR),
            new Refusal("AUTH without method", V5, "F0 (18 (16 0001 FF))", PROTOCOL_ERROR),
            new Refusal("AUTH with two methods", V5, "F0 (18 (15 <m> 15 <m>))", PROTOCOL_ERROR),
            new Refusal("AUTH with a property of CONNECT", V5, "F0 (18 (15 <m> 21 0001))", MALFORMED_PACKET),
            new Refusal("AUTH without properties", V5, "F0 (18)", MALFORMED_PACKET),
            new Refusal("packet type 0", V3_1_1, "00 ()", MALFORMED_PACKET),
            new Refusal("packet type 0", V5, "00 ()", MALFORMED_PACKET),
            new Refusal("CONNACK", V3_1_1, "20 (00 00)", PROTOCOL_ERROR),
            new Refusal("SUBACK", V5, "90 (0001 () 00)", PROTOCOL_ERROR),
            new Refusal("UNSUBACK", V3_1_1, "B0 (0001)", PROTOCOL_ERROR),
            new Refusal("PINGRESP", V5, "D0 ()", PROTOCOL_ERROR));

    private SessionCases() {}
}
