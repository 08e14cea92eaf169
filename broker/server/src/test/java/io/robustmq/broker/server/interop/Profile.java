package io.robustmq.broker.server.interop;

import org.jspecify.annotations.Nullable;

/**
 * Who connects, and how.
 *
 * @param keepsSession whether the session is taken up again if it exists, and outlives the connection
 * @param will what to publish when the client vanishes, or null
 * @param usesAliases whether topics may be replaced by aliases, both ways
 */
record Profile(
        String clientId, boolean keepsSession, @Nullable Letter will, boolean usesAliases) {
    static final int KEPT_SECONDS = 300;
    static final int KEEP_ALIVE_SECONDS = 60;

    private static final int TOPIC_ALIASES = 10;

    static Profile of(String clientId) {
        return new Profile(clientId, false, null, false);
    }

    Profile keepingItsSession() {
        return new Profile(clientId, true, will, usesAliases);
    }

    Profile leaving(Letter last) {
        return new Profile(clientId, keepsSession, last, usesAliases);
    }

    Profile usingAliases() {
        return new Profile(clientId, keepsSession, will, true);
    }

    int topicAliasMaximum() {
        return usesAliases ? TOPIC_ALIASES : 0;
    }
}
