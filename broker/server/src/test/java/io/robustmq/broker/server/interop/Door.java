package io.robustmq.broker.server.interop;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * One of the broker's listeners, with what a client needs to trust it.
 *
 * @param authority PEM file with the certificate to trust
 * @param trust the same for clients in Java
 */
record Door(Transport transport, InetSocketAddress address, Path authority, TrustManagerFactory trust) {

    String host() {
        return address.getAddress().getHostAddress();
    }

    int port() {
        return address.getPort();
    }

    /** The address as a URI, with the scheme that a client uses for TCP or for TLS. */
    String uri(String tcpScheme, String tlsScheme) {
        String place = host() + ":" + port();
        return switch (transport) {
            case TCP -> tcpScheme + "://" + place;
            case TLS -> tlsScheme + "://" + place;
            case WS -> "ws://" + place + "/mqtt";
            case WSS -> "wss://" + place + "/mqtt";
        };
    }

    SSLContext tls() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }
}
