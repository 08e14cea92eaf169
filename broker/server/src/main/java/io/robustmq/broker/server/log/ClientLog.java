package io.robustmq.broker.server.log;

import io.robustmq.broker.core.port.ClientEvents;
import io.robustmq.broker.core.port.Peer;
import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.ReasonCode;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/**
 * One line at DEBUG for each client that comes, goes or is turned away, under the category {@code io.robustmq.client}. The
 * keys {@code clientId}, {@code remote} and {@code reasonCode} go with it. What a client sent is shown without control
 * characters, and not at full length, so that it cannot forge lines.
 */
public final class ClientLog implements ClientEvents {

    private static final Logger LOG = Logger.getLogger("io.robustmq.client");
    private static final int LONGEST_NAME = 128;

    @Override
    public void onConnected(String clientId, Peer peer, ProtocolVersion version, boolean sessionPresent) {
        if (LOG.isDebugEnabled()) {
            String kind = sessionPresent ? "resumed its session" : "connected";
            log(clientId, peer, null, "%s with %s over %s".formatted(kind, version, peer.listener()));
        }
    }

    @Override
    public void onRefused(@Nullable String clientId, Peer peer, ReasonCode reason, @Nullable String why) {
        if (LOG.isDebugEnabled()) {
            log(clientId == null ? "?" : clientId, peer, reason, because("refused", why));
        }
    }

    @Override
    public void onDisconnected(String clientId, Peer peer, ReasonCode reason, @Nullable String why, boolean byServer) {
        if (LOG.isDebugEnabled()) {
            log(clientId, peer, reason, because(byServer ? "disconnected by the broker" : "disconnected", why));
        }
    }

    private static String because(String what, @Nullable String why) {
        return why == null ? what : what + ", " + printable(why);
    }

    private static void log(String clientId, Peer peer, @Nullable ReasonCode reason, String what) {
        String name = printable(clientId);
        String code = reason == null ? "" : "0x%02X".formatted(reason.code());
        MDC.put("clientId", name);
        MDC.put("remote", peer.toString());
        if (reason != null) {
            MDC.put("reasonCode", code);
        }
        LOG.debugf("client %s at %s %s%s", name, peer, what, reason == null ? "" : " (" + code + " " + reason + ")");
        MDC.remove("clientId");
        MDC.remove("remote");
        MDC.remove("reasonCode");
    }

    static String printable(String text) {
        String shown = text.length() <= LONGEST_NAME ? text : text.substring(0, LONGEST_NAME) + "...";
        return shown.replaceAll("\\p{Cntrl}", "?");
    }
}
