package io.robustmq.broker.server.conformance.client;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * MQTT in WebSocket frames (RFC 6455), as little of it as a test needs. {@link #write} sends one binary frame; {@link
 * #frame} sends any.
 */
public final class WebSocketWire implements Wire {
    public static final int CONTINUATION = 0;
    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PING = 9;
    public static final int PONG = 10;

    private final TcpWire tcp;
    private String handshake = "";
    private ByteArrayInputStream message = new ByteArrayInputStream(new byte[0]);

    private WebSocketWire(TcpWire tcp) {
        this.tcp = tcp;
    }

    /**
     * Asks for an upgrade at /mqtt.
     *
     * @param subprotocols what Sec-WebSocket-Protocol says, or nothing for no such header
     */
    public static WebSocketWire open(InetSocketAddress server, String subprotocols) throws IOException {
        WebSocketWire wire = new WebSocketWire(TcpWire.open(server));
        String offer = subprotocols.isEmpty() ? "" : "Sec-WebSocket-Protocol: " + subprotocols + "\r\n";
        String request = "GET /mqtt HTTP/1.1\r\nHost: " + server.getHostString()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n" + offer + "\r\n";
        wire.tcp.write(request.getBytes(StandardCharsets.US_ASCII));
        StringBuilder answer = new StringBuilder();
        while (answer.indexOf("\r\n\r\n") < 0) {
            int next = wire.tcp.read();
            if (next < 0) {
                break;
            }
            answer.append((char) next);
        }
        wire.handshake = answer.toString();
        return wire;
    }

    /** The server's answer to the upgrade, status line and headers. */
    public String handshake() {
        return handshake;
    }

    /** Sends one frame, masked as a client must. */
    public void frame(int opcode, boolean last, byte[] payload) throws IOException {
        Bytes frame = new Bytes().u8((last ? 0x80 : 0) | opcode);
        if (payload.length < 126) {
            frame.u8(0x80 | payload.length);
        } else if (payload.length < 65_536) {
            frame.u8(0x80 | 126).u16(payload.length);
        } else {
            frame.u8(0x80 | 127).u32(0).u32(payload.length);
        }
        byte[] mask = Bytes.of(0x1F, 0x2E, 0x3D, 0x4C);
        frame.raw(mask);
        for (int i = 0; i < payload.length; i++) {
            frame.u8(payload[i] ^ mask[i % 4]);
        }
        tcp.write(frame.toArray());
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        frame(BINARY, true, bytes);
    }

    @Override
    public int read() throws IOException {
        while (message.available() == 0) {
            if (!nextFrame()) {
                return -1;
            }
        }
        return message.read();
    }

    @Override
    public byte[] readExactly(int length) throws IOException {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            int next = read();
            if (next < 0) {
                throw new EOFException("the connection was closed within a packet");
            }
            bytes[i] = (byte) next;
        }
        return bytes;
    }

    /** False at the end; control frames other than close are passed over. */
    private boolean nextFrame() throws IOException {
        int first = tcp.read();
        if (first < 0 || (first & 0x0F) == CLOSE) {
            return false;
        }
        int length = tcp.read();
        if (length == 126) {
            length = tcp.read() << 8 | tcp.read();
        } else if (length == 127) {
            tcp.readExactly(4);
            length = tcp.read() << 24 | tcp.read() << 16 | tcp.read() << 8 | tcp.read();
        }
        byte[] payload = tcp.readExactly(length);
        int opcode = first & 0x0F;
        if (opcode == TEXT) {
            throw new AssertionError("the server sent a text frame");
        }
        if (opcode == BINARY || opcode == CONTINUATION) {
            message = new ByteArrayInputStream(payload);
        }
        return true;
    }

    @Override
    public void finish() {
        // a WebSocket has no half-closed state
    }

    @Override
    public void close() {
        tcp.close();
    }
}
