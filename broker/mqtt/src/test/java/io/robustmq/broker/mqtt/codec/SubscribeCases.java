package io.robustmq.broker.mqtt.codec;

import static io.robustmq.broker.mqtt.ProtocolVersion.V3_1;
import static io.robustmq.broker.mqtt.ProtocolVersion.V3_1_1;
import static io.robustmq.broker.mqtt.ProtocolVersion.V5;
import static io.robustmq.broker.mqtt.ReasonCode.MALFORMED_PACKET;
import static io.robustmq.broker.mqtt.ReasonCode.PROTOCOL_ERROR;

import io.robustmq.broker.mqtt.UserProperty;
import io.robustmq.broker.mqtt.packet.Subscribe;
import io.robustmq.broker.mqtt.packet.SubscriptionRequest;
import io.robustmq.broker.mqtt.packet.Unsubscribe;
import java.util.List;

/** SUBSCRIBE and UNSUBSCRIBE as they must and must not be. */
final class SubscribeCases {
    private static final Subscribe ONE = new Subscribe(10, 0, List.of(), List.of(request("a/#", 1)));
    private static final List<UserProperty> USER = List.of(new UserProperty("k", "v"));

    static final List<PacketCase> GOOD = List.of(
            new PacketCase("one filter", V3_1, "82 (000A <a/#> 01)", ONE),
            new PacketCase("one filter", V3_1_1, "82 (000A <a/#> 01)", ONE),
            new PacketCase("one filter", V5, "82 (000A () <a/#> 01)", ONE),
            new PacketCase(
                    "several filters",
                    V3_1_1,
                    "82 (000A <a> 00 <b/+/c> 01 <a> 02)",
                    new Subscribe(10, 0, List.of(), List.of(request("a", 0), request("b/+/c", 1), request("a", 2)))),
            new PacketCase(
                    "an invalid filter, which is for SUBACK to say",
                    V3_1_1,
                    "82 (000A <a/#/b> 00 <> 00)",
                    new Subscribe(10, 0, List.of(), List.of(request("a/#/b", 0), request("", 0)))),
            new PacketCase(
                    "all options",
                    V5,
                    "82 (FFFF (0B FFFFFF7F 26 <k> <v>) <a> 2E <b> 10 <$share/g/c> 0A)",
                    new Subscribe(
                            65_535,
                            268_435_455,
                            USER,
                            List.of(
                                    new SubscriptionRequest("a", 2, true, true, 2),
                                    new SubscriptionRequest("b", 0, false, false, 1),
                                    new SubscriptionRequest("$share/g/c", 2, false, true, 0)))),
            new PacketCase("one filter", V3_1, "A2 (000A <a/#>)", new Unsubscribe(10, List.of(), List.of("a/#"))),
            new PacketCase(
                    "two filters", V3_1_1, "A2 (000A <a> <b>)", new Unsubscribe(10, List.of(), List.of("a", "b"))),
            new PacketCase("one filter", V5, "A2 (000A () <a/#>)", new Unsubscribe(10, List.of(), List.of("a/#"))),
            new PacketCase(
                    "user properties", V5, "A2 (000A (26 <k> <v>) <a>)", new Unsubscribe(10, USER, List.of("a"))));

    /** Allowed, but not what the encoders make of the packet. */
    static final List<PacketCase> LENIENT = List.of(
            new PacketCase("with DUP", V3_1, "8A (000A <a/#> 01)", ONE),
            new PacketCase("with DUP", V3_1, "AA (000A <a>)", new Unsubscribe(10, List.of(), List.of("a"))));

    static final List<Refusal> BAD = List.of(
            new Refusal("SUBSCRIBE without its flag", V3_1_1, "80 (000A <a> 00)", MALFORMED_PACKET),
            new Refusal("SUBSCRIBE without its flag", V5, "80 (000A () <a> 00)", MALFORMED_PACKET),
            new Refusal("SUBSCRIBE with DUP", V3_1_1, "8A (000A <a> 00)", MALFORMED_PACKET),
            new Refusal("SUBSCRIBE with packet id 0", V3_1_1, "82 (0000 <a> 00)", PROTOCOL_ERROR),
            new Refusal("SUBSCRIBE with packet id 0", V5, "82 (0000 () <a> 00)", PROTOCOL_ERROR),
            new Refusal("SUBSCRIBE without filter", V3_1_1, "82 (000A)", PROTOCOL_ERROR),
            new Refusal("SUBSCRIBE without filter", V5, "82 (000A ())", PROTOCOL_ERROR),
            new Refusal("SUBSCRIBE without QoS", V3_1_1, "82 (000A <a>)", MALFORMED_PACKET),
            new Refusal("SUBSCRIBE without options", V5, "82 (000A () <a>)", MALFORMED_PACKET),
            new Refusal("SUBSCRIBE at QoS 3", V3_1_1, "82 (000A <a> 03)", MALFORMED_PACKET),
            new Refusal("SUBSCRIBE at QoS 3", V5, "82 (000A () <a> 03)", PROTOCOL_ERROR),
            new Refusal("options before 5.0", V3_1_1, "82 (000A <a> 05)", MALFORMED_PACKET),
            new Refusal("reserved option 6", V5, "82 (000A () <a> 40)", MALFORMED_PACKET),
            new Refusal("reserved option 7", V5, "82 (000A () <a> 80)", MALFORMED_PACKET),
            new Refusal("retain handling 3", V5, "82 (000A () <a> 30)", PROTOCOL_ERROR),
            new Refusal("no local on a shared subscription", V5, "82 (000A () <$share/g/a> 04)", PROTOCOL_ERROR),
            new Refusal("subscription identifier 0", V5, "82 (000A (0B 00) <a> 00)", PROTOCOL_ERROR),
            new Refusal("two subscription identifiers", V5, "82 (000A (0B 01 0B 02) <a> 00)", PROTOCOL_ERROR),
            new Refusal(
                    "a subscription identifier of five bytes",
                    V5,
                    "82 (000A (0B 8080808001) <a> 00)",
                    MALFORMED_PACKET),
            new Refusal("a property of PUBLISH in SUBSCRIBE", V5, "82 (000A (01 00) <a> 00)", MALFORMED_PACKET),
            new Refusal("a filter that is not UTF-8", V3_1_1, "82 (000A 0001 FF 00)", MALFORMED_PACKET),
            new Refusal("a filter with U+0000", V5, "82 (000A () 0001 00 00)", MALFORMED_PACKET),
            new Refusal("UNSUBSCRIBE without its flag", V3_1_1, "A0 (000A <a>)", MALFORMED_PACKET),
            new Refusal("UNSUBSCRIBE with packet id 0", V5, "A2 (0000 () <a>)", PROTOCOL_ERROR),
            new Refusal("UNSUBSCRIBE without filter", V3_1_1, "A2 (000A)", PROTOCOL_ERROR),
            new Refusal("UNSUBSCRIBE without filter", V5, "A2 (000A ())", PROTOCOL_ERROR),
            new Refusal("UNSUBSCRIBE with a subscription identifier", V5, "A2 (000A (0B 01) <a>)", MALFORMED_PACKET),
            new Refusal("UNSUBSCRIBE cut short", V3_1_1, "A2 (000A 0002 'a')", MALFORMED_PACKET),
            new Refusal("UNSUBSCRIBE with a filter that is not UTF-8", V3_1_1, "A2 (000A 0001 C1)", MALFORMED_PACKET));

    private SubscribeCases() {}

    private static SubscriptionRequest request(String filter, int qos) {
        return new SubscriptionRequest(filter, qos, false, false, 0);
    }
}
