package io.robustmq.broker.server.listener;

import static io.robustmq.broker.server.listener.WebSocketClient.BINARY;
import static io.robustmq.broker.server.listener.WebSocketClient.CLOSE;
import static io.robustmq.broker.server.listener.WebSocketClient.CONTINUATION;
import static io.robustmq.broker.server.listener.WebSocketClient.FINAL;
import static io.robustmq.broker.server.listener.WebSocketClient.PING;
import static io.robustmq.broker.server.listener.WebSocketClient.PONG;
import static io.robustmq.broker.server.listener.WebSocketClient.TEXT;
import static io.robustmq.broker.server.listener.WebSocketClient.frame;
import static io.robustmq.broker.server.listener.WebSocketClient.receive;
import static io.robustmq.broker.server.listener.WebSocketClient.receiveBytes;
import static io.robustmq.broker.server.listener.WebSocketClient.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebSocketTest {
    private static final byte[] FRAME = Frame.of(1, 10);

    private Server server;
    private RawSocket client;

    @BeforeEach
    void connect() throws IOException {
        server = Server.of(FakeConnection::echo).connectTimeoutMillis(500).start();
        client = server.connect("ws");
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        server.close();
    }

    private void upgrade() throws IOException {
        client.send(request("/mqtt", "mqtt"));
        assertThat(client.receiveHead()).startsWith("HTTP/1.1 101");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            mqtt            | mqtt
            mqttv3.1        | mqttv3.1
            mqttv3.1, mqtt  | mqtt
            chat, mqtt      | mqtt
            """)
    void agreesOnASubprotocol(String offered, String chosen) throws IOException { // [MQTT-6.0.0-3] [MQTT-6.0.0-4]
        client.send(request("/mqtt", offered));

        assertThat(client.receiveHead())
                .startsWith("HTTP/1.1 101")
                .containsIgnoringCase("sec-websocket-protocol: " + chosen + "\r\n")
                .containsIgnoringCase("sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }

    @Test
    void findsItsPathBeforeAQuery() throws IOException {
        client.send(request("/mqtt?token=1", "mqtt"));

        assertThat(client.receiveHead()).startsWith("HTTP/1.1 101");
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of(request("/other", "mqtt"), 404),
                Arguments.of(request("/mqtt", "chat"), 400),
                Arguments.of(request("/mqtt", "", 13), 400),
                Arguments.of(request("/mqtt", "Sec-WebSocket-Protocol: mqtt\r\n", 8), 426),
                Arguments.of("GET /mqtt HTTP/1.1\r\nHost: here\r\n\r\n", 426),
                Arguments.of("POST" + request("/mqtt", "mqtt").substring(3), 400),
                Arguments.of("GET /" + "x".repeat(10_000) + " HTTP/1.1\r\n\r\n", 400));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refusesWhatItDoesNotServe(String request, int status) throws IOException {
        client.send(request);

        assertThat(client.receiveHead()).startsWith("HTTP/1.1 " + status);
        assertThat(client.receiveToEnd()).isEmpty();
        assertThat(server.core.all).isEmpty();
    }

    @Test
    void closesWhoDoesNotUpgradeInTime() throws IOException {
        client.send("GET /mqtt HTTP/1.1\r\n");

        assertThat(client.receiveToEnd()).isEmpty();
    }

    @Test
    void takesPacketsThatBeginAndEndAnywhere() throws IOException { // [MQTT-6.0.0-2]
        upgrade();
        byte[] packets = Frame.join(Frame.of(1, 10), Frame.of(2, 300), Frame.of(3, 0));
        byte[] half = Arrays.copyOf(packets, 5);
        byte[] rest = Arrays.copyOfRange(packets, 5, packets.length);

        client.send(Frame.join(frame(FINAL | BINARY, half), frame(FINAL | BINARY, rest)));

        assertThat(receiveBytes(client, packets.length)).isEqualTo(packets);
    }

    @Test
    void takesFragmentsOfOneByteWithControlFramesBetweenThem() throws IOException {
        upgrade();
        for (int i = 0; i < FRAME.length; i++) {
            int opcode = i == 0 ? BINARY : CONTINUATION;
            int fin = i == FRAME.length - 1 ? FINAL : 0;
            client.send(frame(fin | opcode, new byte[] {FRAME[i]}), frame(FINAL | PONG, new byte[0]));
        }

        assertThat(receiveBytes(client, FRAME.length)).isEqualTo(FRAME);
    }

    @Test
    void takesFramesThatComeByteByByte() throws IOException {
        upgrade();
        byte[] packet = Frame.of(1, 200);
        for (byte each : frame(FINAL | BINARY, packet)) {
            client.send(new byte[] {each});
        }

        assertThat(receiveBytes(client, packet.length)).isEqualTo(packet);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 120, 121, 125, 126, 127, 65_532, 65_535, 65_536, 1_000_000})
    void takesAndSendsFramesOfAllLengths(int bytes) throws IOException {
        upgrade();
        byte[] packet = Frame.of(1, bytes);
        client.send(frame(FINAL | BINARY, packet));

        assertThat(receiveBytes(client, packet.length)).isEqualTo(packet);
    }

    @Test
    void sendsAllOfATurnInOneFrame() throws IOException {
        upgrade();
        byte[] packets = Frame.join(Frame.of(1, 10), Frame.of(2, 20), Frame.of(3, 30));
        client.send(frame(FINAL | BINARY, packets));

        assertThat(receive(client).payload()).isEqualTo(packets);
    }

    @Test
    void answersPings() throws IOException {
        upgrade();
        byte[] anything = "anything".getBytes(StandardCharsets.US_ASCII);
        client.send(frame(FINAL | PING, anything));

        var pong = receive(client);
        assertThat(pong.first()).isEqualTo(FINAL | PONG);
        assertThat(pong.payload()).isEqualTo(anything);
    }

    @Test
    void answersAClose() throws Exception {
        upgrade();
        FakeConnection connection = server.core.accepted();
        client.send(frame(FINAL | CLOSE, new byte[] {0x03, (byte) 0xE9}));

        assertThat(receive(client).closeStatus()).isEqualTo(1001);
        assertThat(client.receiveToEnd()).isEmpty();
        await().until(connection::isClosed);
    }

    static Stream<Arguments> faults() {
        byte[] unmasked = {(byte) (FINAL | BINARY), 1, 0};
        byte[] huge = Arrays.copyOf(frame(FINAL | BINARY, new byte[Server.LARGEST_FRAME + 1]), 14);
        byte[] negative = {(byte) (FINAL | BINARY), (byte) 0xFF, (byte) 0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4};
        return Stream.of(
                Arguments.of("text", frame(FINAL | TEXT, FRAME), 1003), // [MQTT-6.0.0-1]
                Arguments.of("not masked", unmasked, 1002),
                Arguments.of("reserved bit", frame(FINAL | 0x40 | BINARY, FRAME), 1002),
                Arguments.of("unknown opcode", frame(FINAL | 0x3, FRAME), 1002),
                Arguments.of("unknown control opcode", frame(FINAL | 0xB, new byte[0]), 1002),
                Arguments.of("continues nothing", frame(FINAL | CONTINUATION, FRAME), 1002),
                Arguments.of(
                        "begins anew within a message", Frame.join(frame(BINARY, FRAME), frame(BINARY, FRAME)), 1002),
                Arguments.of("long control frame", frame(FINAL | PING, new byte[126]), 1002),
                Arguments.of("control frame in parts", frame(PING, new byte[1]), 1002),
                Arguments.of("too large", huge, 1009),
                Arguments.of("negative length", negative, 1002));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void closesWithTheRightStatusOn(String fault, byte[] bytes, int status) throws Exception {
        upgrade();
        FakeConnection connection = server.core.accepted();
        client.send(bytes);

        var last = receive(client);
        while (last.first() == (FINAL | BINARY)) {
            last = receive(client);
        }
        assertThat(last.closeStatus()).isEqualTo(status);
        assertThat(client.receiveToEnd()).isEmpty();
        await().until(connection::isClosed);
    }

    @Test
    void saysGoodByeWhenTheCoreCloses() throws Exception {
        upgrade();
        FakeConnection connection = server.core.accepted();
        server.threads.threads().get(connection.acceptedOn).execute(() -> {
            connection.echo(FRAME);
            connection.link.close();
        });

        assertThat(receive(client).payload()).isEqualTo(FRAME);
        assertThat(receive(client).closeStatus()).isEqualTo(1000);
        assertThat(client.receiveToEnd()).isEmpty();
    }

    @Test
    void takesWhatComesRightBehindTheRequest() throws Exception {
        client.send(
                Frame.join(request("/mqtt", "mqtt").getBytes(StandardCharsets.US_ASCII), frame(FINAL | BINARY, FRAME)));

        assertThat(client.receiveHead()).startsWith("HTTP/1.1 101");
        assertThat(receiveBytes(client, FRAME.length)).isEqualTo(FRAME);
        assertThat(server.core.accepted().link.peer().listener()).isEqualTo("ws");
    }
}
