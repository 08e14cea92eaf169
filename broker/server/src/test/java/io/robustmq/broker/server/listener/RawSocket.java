package io.robustmq.broker.server.listener;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A blocking socket with a time limit. */
final class RawSocket implements Closeable {
    private static final int LIMIT_MILLIS = 10_000;

    final Socket socket;

    RawSocket(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(LIMIT_MILLIS);
    }

    static RawSocket connect(InetSocketAddress address) throws IOException {
        return new RawSocket(new Socket(address.getAddress(), address.getPort()));
    }

    RawSocket send(byte[]... parts) throws IOException {
        for (byte[] part : parts) {
            socket.getOutputStream().write(part);
            socket.getOutputStream().flush();
        }
        return this;
    }

    RawSocket send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    byte[] receive(int bytes) throws IOException {
        byte[] received = socket.getInputStream().readNBytes(bytes);
        if (received.length < bytes) {
            throw new IOException("only " + received.length + " of " + bytes + " bytes came");
        }
        return received;
    }

    /** All that comes until the server closes. */
    byte[] receiveToEnd() throws IOException {
        return socket.getInputStream().readAllBytes();
    }

    /** Up to and with an empty line, as HTTP's head. */
    String receiveHead() throws IOException {
        StringBuilder head = new StringBuilder();
        InputStream in = socket.getInputStream();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("closed after: " + head);
            }
            head.append((char) next);
        }
        return head.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
