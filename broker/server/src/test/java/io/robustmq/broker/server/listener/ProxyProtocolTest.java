package io.robustmq.broker.server.listener;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class ProxyProtocolTest {
    private static final byte[] SIGNATURE = {0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A};
    private static final byte[] FRAME = Frame.of(1, 10);

    @Test
    void takesTheClientsAddressFromAVersion1Header() throws Exception {
        try (Server server = server();
                RawSocket client = server.connect()) {
            client.send("PROXY TCP4 192.0.2.7 198.51.100.1 4711 1883\r\n").send(FRAME);

            assertThat(client.receive(FRAME.length)).isEqualTo(FRAME);
            assertThat(server.core.accepted().link.peer()).hasToString("192.0.2.7:4711");
        }
    }

    @Test
    void takesItFromAVersion2HeaderThatComesByteByByteWithTheFirstPacket() throws Exception {
        byte[] addresses = ByteBuffer.allocate(12)
                .put(new byte[] {(byte) 192, 0, 2, 8})
                .put(new byte[] {(byte) 198, 51, 100, 1})
                .putShort((short) 4712)
                .putShort((short) 1883)
                .array();
        byte[] all = Frame.join(version2(0x21, 0x11, addresses), FRAME);
        try (Server server = server();
                RawSocket client = server.connect()) {
            for (byte each : all) {
                client.send(new byte[] {each});
            }

            assertThat(client.receive(FRAME.length)).isEqualTo(FRAME);
            assertThat(server.core.accepted().link.peer()).hasToString("192.0.2.8:4712");
        }
    }

    @Test
    void keepsTheSocketsAddressForTheProxysOwnConnection() throws Exception {
        try (Server server = server();
                RawSocket client = server.connect()) {
            client.send(version2(0x20, 0x00, new byte[0]), FRAME);

            assertThat(client.receive(FRAME.length)).isEqualTo(FRAME);
            assertThat(server.core.accepted().link.peer().address()).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void closesWhoComesWithoutAHeader() throws Exception {
        try (Server server = server();
                RawSocket client = server.connect()) {
            client.send("\u0010\u000e\u0000\u0004MQTT\u0004\u0002\u0000<\u0000\u0002me");

            assertThat(client.receiveToEnd()).isEmpty();
            assertThat(server.core.all).isEmpty();
        }
    }

    @Test
    void closesWhoSaysNothingInTime() throws Exception {
        try (Server server = Server.of(FakeConnection::echo)
                        .proxyProtocol()
                        .connectTimeoutMillis(200)
                        .start();
                RawSocket client = server.connect()) {
            assertThat(client.receiveToEnd()).isEmpty();
        }
    }

    @Test
    void countsClientsByTheirOwnAddressNotTheProxys() throws Exception {
        try (Server server = Server.of(FakeConnection::echo)
                        .proxyProtocol()
                        .limits(0, 1, 0)
                        .start();
                RawSocket first = server.connect();
                RawSocket second = server.connect();
                RawSocket third = server.connect()) {
            first.send("PROXY TCP4 192.0.2.7 198.51.100.1 4711 1883\r\n").send(FRAME);
            assertThat(first.receive(FRAME.length)).isEqualTo(FRAME);
            second.send("PROXY TCP4 192.0.2.8 198.51.100.1 4711 1883\r\n").send(FRAME);
            assertThat(second.receive(FRAME.length)).isEqualTo(FRAME);
            third.send("PROXY TCP4 192.0.2.7 198.51.100.1 4712 1883\r\n");

            assertThat(third.receiveToEnd()).isEmpty();
        }
    }

    @Test
    void standsBeforeWebSocketToo() throws Exception {
        try (Server server = server();
                RawSocket client = server.connect("ws")) {
            client.send("PROXY TCP6 2001:db8::7 2001:db8::1 4711 8083\r\n")
                    .send(WebSocketClient.request("/mqtt", "mqtt"));

            assertThat(client.receiveHead()).startsWith("HTTP/1.1 101");
            assertThat(server.core.accepted().link.peer().address()).isEqualTo("2001:db8::7");
        }
    }

    private static Server server() {
        return Server.of(FakeConnection::echo).proxyProtocol().start();
    }

    private static byte[] version2(int versionAndCommand, int family, byte[] addresses) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(SIGNATURE);
        out.write(versionAndCommand);
        out.write(family);
        out.write(0);
        out.write(addresses.length);
        out.writeBytes(addresses);
        return out.toByteArray();
    }
}
