package io.robustmq.broker.server.conformance;

import static io.robustmq.broker.server.conformance.client.CodedPacket.pingReq;
import static io.robustmq.broker.server.conformance.client.ConnectPacket.connect;
import static io.robustmq.broker.server.conformance.client.PublishPacket.publish;
import static io.robustmq.broker.server.conformance.client.SubscribePacket.subscribe;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.server.conformance.client.Bytes;
import io.robustmq.broker.server.conformance.client.RawClient;
import io.robustmq.broker.server.conformance.client.Received;
import io.robustmq.broker.server.conformance.client.WebSocketWire;
import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;

/** MQTT inside WebSocket frames (5.0 and 3.1.1 §6). */
class WebSocketTest extends ConformanceTest {

    @EveryVersion
    @Clause({"MQTT-6.0.0-1", "MQTT-4.2.0-1", "MQTT3-6.0.0-1", "MQTT3-7.1.1-1"})
    void carriesPacketsBothWays(ProtocolVersion version) throws IOException {
        String topic = unique("topic");
        RawClient client = openWebSocket(version);
        client.connect(connect(unique("client")));
        client.subscribed(topic, 1);
        RawClient overTcp = connected(version);
        overTcp.published(publish(topic, new byte[100_000]).qos1(1));
        Received.Publish received = client.expectPublish();
        assertThat(received.payload()).hasSize(100_000);
        client.acknowledge(received);
        overTcp.subscribed(topic + "/back", 0);
        client.published(publish(topic + "/back", "x").qos2(1));
        overTcp.expectPublish(topic + "/back", "x");
    }

    @EveryVersion
    @Clause({"MQTT-6.0.0-2", "MQTT3-6.0.0-2"})
    void readsPacketsHoweverFramesCutThem(ProtocolVersion version) throws IOException {
        byte[] packets = new Bytes()
                .raw(connect(unique("client")).encode(version))
                .raw(subscribe(1).filter(unique("topic"), 0).encode(version))
                .raw(pingReq().encode(version))
                .toArray();
        for (int frameBytes : new int[] {1, 3, 7, packets.length}) {
            WebSocketWire wire = webSocket("mqtt");
            for (int at = 0; at < packets.length; at += frameBytes) {
                wire.write(Arrays.copyOfRange(packets, at, Math.min(packets.length, at + frameBytes)));
            }
            expectAllAnswered(new RawClient(wire, version));
        }
    }

    @EveryVersion
    @Clause({"MQTT-6.0.0-2", "MQTT3-6.0.0-2"})
    void readsPacketsFromFragmentedMessagesWithPingsBetween(ProtocolVersion version) throws IOException {
        byte[] packets = new Bytes()
                .raw(connect(unique("client")).encode(version))
                .raw(subscribe(1).filter(unique("topic"), 0).encode(version))
                .raw(pingReq().encode(version))
                .toArray();
        WebSocketWire wire = webSocket("mqtt");
        wire.frame(WebSocketWire.BINARY, false, Arrays.copyOf(packets, 5));
        wire.frame(WebSocketWire.PING, true, Bytes.of('h', 'i'));
        wire.frame(WebSocketWire.CONTINUATION, false, Arrays.copyOfRange(packets, 5, 20));
        wire.frame(WebSocketWire.CONTINUATION, true, Arrays.copyOfRange(packets, 20, packets.length));
        expectAllAnswered(new RawClient(wire, version));
    }

    private static void expectAllAnswered(RawClient client) {
        client.expectConnAck(0);
        client.expectSubAck(1, 0);
        client.expect(Received.PingResp.class);
        client.close();
    }

    @EveryVersion
    @Clause({"MQTT-6.0.0-1", "MQTT3-6.0.0-1"})
    void closesOnATextFrame(ProtocolVersion version) throws IOException {
        WebSocketWire wire = webSocket("mqtt");
        RawClient client = new RawClient(wire, version);
        client.connect(connect(unique("client")));
        wire.frame(WebSocketWire.TEXT, true, pingReq().encode(version));
        client.readToEnd();
        client.close();
    }

    @EveryVersion
    @Clause({"MQTT-6.0.0-3", "MQTT-6.0.0-4", "MQTT3-6.0.0-3", "MQTT3-6.0.0-4"})
    void selectsTheSubprotocolMqtt(ProtocolVersion version) throws IOException {
        for (String offer : new String[] {"mqtt", "chat, mqtt", "mqttv3.1, mqtt"}) {
            WebSocketWire wire = webSocket(offer);
            assertThat(wire.handshake()).startsWith("HTTP/1.1 101 ");
            assertThat(wire.handshake().toLowerCase(Locale.ROOT)).contains("\r\nsec-websocket-protocol: mqtt\r\n");
            RawClient client = new RawClient(wire, version);
            client.connect(connect(unique("client")));
            client.close();
        }
    }
}
