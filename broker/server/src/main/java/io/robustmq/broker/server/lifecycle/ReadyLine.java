package io.robustmq.broker.server.lifecycle;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The one line that says that the broker serves, since when, and where. */
final class ReadyLine {

    private ReadyLine() {}

    /**
     * @param listeners the open addresses by the names of their listeners
     * @param placement the port of the placement that the broker keeps itself
     */
    static String text(
            long millis,
            Map<String, InetSocketAddress> listeners,
            Optional<InetSocketAddress> placement,
            String management) {
        List<String> addresses = new ArrayList<>();
        listeners.forEach((listener, address) -> addresses.add(listener + " " + address(address)));
        return "RobustMQ broker ready in %d ms: mqtt %s%s, management %s"
                .formatted(
                        millis,
                        addresses.isEmpty() ? "nowhere" : String.join(", ", addresses),
                        placement
                                .map(address -> ", placement " + address(address))
                                .orElse(""),
                        management);
    }

    private static String address(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
