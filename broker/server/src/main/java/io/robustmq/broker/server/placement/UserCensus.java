package io.robustmq.broker.server.placement;

import io.robustmq.broker.server.access.PasswordHash;
import io.robustmq.broker.server.access.ScramVerifier;
import io.robustmq.broker.server.access.User;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which kinds of hashes most users have, so that unknown names can be made to look like theirs. Confined to one thread. */
final class UserCensus {

    private static final class Kinds<T> {
        private record Kind<T>(T example, int users) {}

        private final Map<Object, Kind<T>> kinds = new HashMap<>();

        void count(Object kind, T example, int difference) {
            kinds.compute(kind, (key, known) -> {
                int users = (known == null ? 0 : known.users()) + difference;
                return users <= 0 ? null : new Kind<>(known == null ? example : known.example(), users);
            });
        }

        @Nullable
        T commonest() {
            Kind<T> most = null;
            for (Kind<T> kind : kinds.values()) {
                most = most == null || kind.users() > most.users() ? kind : most;
            }
            return most == null ? null : most.example();
        }
    }

    private final Kinds<PasswordHash> passwords = new Kinds<>();
    private final Kinds<ScramVerifier> verifiers = new Kinds<>();

    void add(User user) {
        count(user, 1);
    }

    void remove(User user) {
        count(user, -1);
    }

    private void count(User user, int difference) {
        if (user.password() != null) {
            passwords.count(user.password().parameters(), user.password(), difference);
        }
        if (user.scram() != null) {
            verifiers.count(user.scram().iterations(), user.scram(), difference);
        }
    }

    /** The hash of somebody, perhaps gone, that costs what most users' cost; null if nobody has one. */
    @Nullable
    PasswordHash commonestPassword() {
        return passwords.commonest();
    }

    @Nullable
    ScramVerifier commonestVerifier() {
        return verifiers.commonest();
    }
}
