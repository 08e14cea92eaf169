package io.robustmq.broker.server.listener;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** A WebSocket client that builds every frame by hand, right or wrong. */
final class WebSocketClient {
    static final int CONTINUATION = 0x0;
    static final int TEXT = 0x1;
    static final int BINARY = 0x2;
    static final int CLOSE = 0x8;
    static final int PING = 0x9;
    static final int PONG = 0xA;
    static final int FINAL = 0x80;

    private static final byte[] MASK = {0x11, (byte) 0xA2, 0x33, (byte) 0xC4};

    private WebSocketClient() {}

    record Received(int first, byte[] payload) {
        int closeStatus() {
            return first == (FINAL | CLOSE) ? ByteBuffer.wrap(payload).getShort() : -1;
        }
    }

    static String request(String path, String subprotocols) {
        return request(path, "Sec-WebSocket-Protocol: " + subprotocols + "\r\n", 13);
    }

    static String request(String path, String moreHeaders, int version) {
        return "GET " + path + " HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: " + version + "\r\n"
                + moreHeaders + "\r\n";
    }

    static byte[] frame(int first, byte[] payload) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(first);
        if (payload.length < 126) {
            out.write(0x80 | payload.length);
        } else if (payload.length <= 0xFFFF) {
            out.write(0x80 | 126);
            out.writeBytes(
                    ByteBuffer.allocate(2).putShort((short) payload.length).array());
        } else {
            out.write(0x80 | 127);
            out.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
        }
        out.writeBytes(MASK);
        for (int i = 0; i < payload.length; i++) {
            out.write(payload[i] ^ MASK[i % 4]);
        }
        return out.toByteArray();
    }

    static Received receive(RawSocket client) throws IOException {
        InputStream in = client.socket.getInputStream();
        int first = in.read();
        int length = in.read();
        if (length == 126) {
            length = ByteBuffer.wrap(client.receive(2)).getShort() & 0xFFFF;
        } else if (length == 127) {
            length = (int) ByteBuffer.wrap(client.receive(8)).getLong();
        }
        return new Received(first, client.receive(Math.max(0, length)));
    }

    /** The payloads of as many binary frames as it takes to get so many bytes. */
    static byte[] receiveBytes(RawSocket client, int bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        while (out.size() < bytes) {
            Received frame = receive(client);
            if (frame.first() != (FINAL | BINARY)) {
                throw new IOException("not a binary frame: " + frame.first());
            }
            out.writeBytes(frame.payload());
        }
        return out.toByteArray();
    }
}
