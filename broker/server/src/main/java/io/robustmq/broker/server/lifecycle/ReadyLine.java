package io.robustmq.broker.server.lifecycle;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The one line that says that the broker serves, since when, and where. */
final class ReadyLine {

    private ReadyLine() {}

    /** @param listeners the open addresses by the names of their listeners */
    static String text(long millis, Map<String, InetSocketAddress> listeners, String management) {
        List<String> addresses = new ArrayList<>();
        listeners.forEach((listener, address) -> addresses.add(listener + " " + address(address)));
        return "RobustMQ broker ready in %d ms: mqtt %s, management %s"
                .formatted(millis, addresses.isEmpty() ? "nowhere" : String.join(", ", addresses), management);
    }

    private static String address(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
