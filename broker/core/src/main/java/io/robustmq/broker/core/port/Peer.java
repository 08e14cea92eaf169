package io.robustmq.broker.core.port;

import org.jspecify.annotations.Nullable;

/**
 * Where a connection comes from.
 *
 * @param address the client's IP address as text, taken from the PROXY header where that is in use
 * @param listener the name of the listener: tcp, tls, ws or wss
 * @param certificateName the common name of the client's verified certificate, or null
 */
public record Peer(
        String address, int port, String listener, @Nullable String certificateName) {
    @Override
    public String toString() {
        return address + ":" + port;
    }
}
