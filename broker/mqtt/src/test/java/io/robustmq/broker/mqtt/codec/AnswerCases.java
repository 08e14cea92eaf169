package io.robustmq.broker.mqtt.codec;

import static io.robustmq.broker.mqtt.ProtocolVersion.V3_1;
import static io.robustmq.broker.mqtt.ProtocolVersion.V3_1_1;
import static io.robustmq.broker.mqtt.ProtocolVersion.V5;
import static io.robustmq.broker.mqtt.ReasonCode.GRANTED_QOS_1;
import static io.robustmq.broker.mqtt.ReasonCode.GRANTED_QOS_2;
import static io.robustmq.broker.mqtt.ReasonCode.NOT_AUTHORIZED;
import static io.robustmq.broker.mqtt.ReasonCode.NO_SUBSCRIPTION_EXISTED;
import static io.robustmq.broker.mqtt.ReasonCode.SUCCESS;

import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.UserProperty;
import io.robustmq.broker.mqtt.packet.AckProperties;
import io.robustmq.broker.mqtt.packet.Auth;
import io.robustmq.broker.mqtt.packet.ConnAck;
import io.robustmq.broker.mqtt.packet.ConnAckProperties;
import io.robustmq.broker.mqtt.packet.Disconnect;
import io.robustmq.broker.mqtt.packet.PingResp;
import io.robustmq.broker.mqtt.packet.SubAck;
import io.robustmq.broker.mqtt.packet.UnsubAck;
import java.util.List;

/** What only servers send: CONNACK, SUBACK, UNSUBACK, PINGRESP, and their DISCONNECT and AUTH. */
final class AnswerCases {
    private static final List<UserProperty> USER = List.of(new UserProperty("k", "v"));
    private static final AckProperties WHY = new AckProperties("why", USER);

    /** Nothing of the packet is lost on the way. */
    static final List<PacketCase> WHOLE = List.of(
            new PacketCase("accepted", V3_1, "20 (00 00)", connAck(false, SUCCESS)),
            new PacketCase("accepted, session present", V3_1_1, "20 (01 00)", connAck(true, SUCCESS)),
            new PacketCase("accepted, session present", V5, "20 (01 00 ())", connAck(true, SUCCESS)),
            new PacketCase("version", V3_1, "20 (00 01)", connAck(false, ReasonCode.UNSUPPORTED_PROTOCOL_VERSION)),
            new PacketCase("client id", V3_1_1, "20 (00 02)", connAck(false, ReasonCode.CLIENT_IDENTIFIER_NOT_VALID)),
            new PacketCase("unavailable", V3_1_1, "20 (00 03)", connAck(false, ReasonCode.SERVER_UNAVAILABLE)),
            new PacketCase("password", V3_1_1, "20 (00 04)", connAck(false, ReasonCode.BAD_USER_NAME_OR_PASSWORD)),
            new PacketCase("not authorized", V3_1_1, "20 (00 05)", connAck(false, NOT_AUTHORIZED)),
            new PacketCase("not authorized", V5, "20 (00 87 ())", connAck(false, NOT_AUTHORIZED)),
            new PacketCase(
                    "everything",
                    V5,
                    "20 (00 00 (11 0000000A 21 0400 24 01 25 00 27 00A00000 12 <auto>"
                            + " 22 FFFF 1F <why> 26 <k> <v> 28 00 29 00"
                            + " 2A 00 13 003C 1A <info> 1C <other> 15 <m> 16 0001 07))",
                    new ConnAck(
                            false,
                            SUCCESS,
                            new ConnAckProperties(
                                    10,
                                    1024,
                                    1,
                                    false,
                                    10_485_760,
                                    "auto",
                                    65_535,
                                    "why",
                                    USER,
                                    false,
                                    false,
                                    false,
                                    60,
                                    "info",
                                    "other",
                                    "m",
                                    new byte[] {7}))),
            new PacketCase(
                    "granted",
                    V3_1_1,
                    "90 (0001 00 01 02)",
                    new SubAck(1, List.of(SUCCESS, GRANTED_QOS_1, GRANTED_QOS_2), AckProperties.NONE)),
            new PacketCase(
                    "some refused",
                    V5,
                    "90 (0001 () 01 87 8F)",
                    new SubAck(
                            1,
                            List.of(GRANTED_QOS_1, NOT_AUTHORIZED, ReasonCode.TOPIC_FILTER_INVALID),
                            AckProperties.NONE)),
            new PacketCase(
                    "everything", V5, "90 (0001 (1F <why> 26 <k> <v>) 00)", new SubAck(1, List.of(SUCCESS), WHY)),
            new PacketCase("no reasons", V3_1_1, "B0 (0001)", new UnsubAck(1, List.of(), AckProperties.NONE)),
            new PacketCase(
                    "reasons",
                    V5,
                    "B0 (0001 () 00 11)",
                    new UnsubAck(1, List.of(SUCCESS, NO_SUBSCRIPTION_EXISTED), AckProperties.NONE)),
            new PacketCase(
                    "everything", V5, "B0 (0001 (1F <why> 26 <k> <v>) 00)", new UnsubAck(1, List.of(SUCCESS), WHY)),
            new PacketCase("nothing to it", V3_1, "D0 ()", PingResp.INSTANCE),
            new PacketCase("nothing to it", V5, "D0 ()", PingResp.INSTANCE),
            new PacketCase("taken over", V5, "E0 (8E)", Disconnect.because(ReasonCode.SESSION_TAKEN_OVER, null)),
            new PacketCase(
                    "everything",
                    V5,
                    "E0 (9C (1F <why> 26 <k> <v> 1C <other>))",
                    new Disconnect(ReasonCode.USE_ANOTHER_SERVER, Disconnect.ABSENT, "why", USER, "other")),
            new PacketCase(
                    "the last step",
                    V5,
                    "F0 (00 (15 <m> 16 0001 FF 1F <why> 26 <k> <v>))",
                    new Auth(SUCCESS, "m", new byte[] {(byte) 0xFF}, "why", USER)));

    /** Older versions know less: what is left of the packet. */
    static final List<PacketCase> MAPPED = List.of(
            new PacketCase("session present", V3_1, "20 (00 00)", connAck(true, SUCCESS)),
            new PacketCase("session present with an error", V3_1_1, "20 (00 05)", connAck(true, NOT_AUTHORIZED)),
            new PacketCase("session present with an error", V5, "20 (00 87 ())", connAck(true, NOT_AUTHORIZED)),
            new PacketCase("banned", V3_1_1, "20 (00 05)", connAck(false, ReasonCode.BANNED)),
            new PacketCase("busy", V3_1, "20 (00 03)", connAck(false, ReasonCode.SERVER_BUSY)),
            new PacketCase("rate", V3_1_1, "20 (00 03)", connAck(false, ReasonCode.CONNECTION_RATE_EXCEEDED)),
            new PacketCase(
                    "properties",
                    V3_1_1,
                    "20 (00 05)",
                    new ConnAck(false, NOT_AUTHORIZED, ConnAckProperties.because("why", null))),
            new PacketCase(
                    "refused", V3_1_1, "90 (0001 01 80)", new SubAck(1, List.of(GRANTED_QOS_1, NOT_AUTHORIZED), WHY)),
            new PacketCase("refused", V3_1, "90 (0001 00)", new SubAck(1, List.of(NOT_AUTHORIZED), WHY)),
            new PacketCase("reasons", V3_1, "B0 (0001)", new UnsubAck(1, List.of(NO_SUBSCRIPTION_EXISTED), WHY)),
            new PacketCase("not in 3.x", V3_1_1, "", Disconnect.because(ReasonCode.SESSION_TAKEN_OVER, "why")),
            new PacketCase("not in 3.x", V3_1, "", new Auth(SUCCESS, "m", null, null, List.of())),
            new PacketCase(
                    "a session expiry, which is the client's to say",
                    V5,
                    "E0 (8B)",
                    new Disconnect(ReasonCode.SERVER_SHUTTING_DOWN, 10, null, List.of(), null)));

    private AnswerCases() {}

    private static ConnAck connAck(boolean sessionPresent, ReasonCode reason) {
        return new ConnAck(sessionPresent, reason, ConnAckProperties.NONE);
    }
}
