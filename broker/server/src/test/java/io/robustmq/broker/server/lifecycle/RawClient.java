package io.robustmq.broker.server.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** A client that knows CONNECT and nothing else, so that nothing stands between the test and the bytes. */
final class RawClient implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 10_000;

    private final Socket socket;

    private RawClient(InetSocketAddress address) throws IOException {
        socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout(TIMEOUT_MILLIS);
    }

    /** A connected client of MQTT 5.0. */
    static RawClient connect5(InetSocketAddress address, String clientId) throws IOException {
        return connect(address, 5, clientId);
    }

    /** A connected client of MQTT 3.1.1. */
    static RawClient connect311(InetSocketAddress address, String clientId) throws IOException {
        return connect(address, 4, clientId);
    }

    private static RawClient connect(InetSocketAddress address, int level, String clientId) throws IOException {
        RawClient client = new RawClient(address);
        client.socket.getOutputStream().write(connectPacket(level, clientId));
        assertThat(client.read(2)).startsWith(0x20);
        client.read(client.lastLength);
        return client;
    }

    private int lastLength;

    private static byte[] connectPacket(int level, String clientId) {
        byte[] id = clientId.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(new byte[] {0, 4, 'M', 'Q', 'T', 'T', (byte) level, 2, 0, 60});
        if (level == 5) {
            body.write(0);
        }
        body.writeBytes(new byte[] {0, (byte) id.length});
        body.writeBytes(id);
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.writeBytes(new byte[] {0x10, (byte) body.size()});
        packet.writeBytes(body.toByteArray());
        return packet.toByteArray();
    }

    void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** Exactly so many bytes, each 0..255. */
    int[] read(int bytes) throws IOException {
        byte[] read = socket.getInputStream().readNBytes(bytes);
        assertThat(read).hasSize(bytes);
        int[] unsigned = new int[bytes];
        for (int i = 0; i < bytes; i++) {
            unsigned[i] = Byte.toUnsignedInt(read[i]);
        }
        lastLength = bytes > 1 ? unsigned[1] : 0;
        return unsigned;
    }

    /** Whether nothing more comes but the end. */
    boolean isClosedByServer() throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketException _) {
            return true; // a reset is an end, too
        }
    }

    void readToTheEndAndClose() {
        try {
            socket.getInputStream().readAllBytes();
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
