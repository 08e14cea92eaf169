package io.robustmq.broker.server.access;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads one {@code [[user]]} of the access file. */
final class UserReader {

    static final List<String> KEYS = List.of("name", "password", "scram_sha_256", "superuser");

    private UserReader() {}

    /** The user, or nothing if problems were noted. */
    static Optional<User> read(TableReader entry, boolean withoutSecretToo) {
        String name = entry.text("name");
        if (!entry.has("name")) {
            entry.problem("name", "is missing");
        }
        PasswordHash password = parsed(entry, "password", PasswordHash::parse);
        ScramVerifier scram = parsed(entry, "scram_sha_256", ScramVerifier::parse);
        if (!entry.has("password") && !entry.has("scram_sha_256") && !withoutSecretToo) {
            entry.problem("password", "is missing, and so is scram_sha_256; HashPassword makes both");
        }
        Boolean superuser = entry.flag("superuser");
        return name == null
                ? Optional.empty()
                : Optional.of(new User(name, password, scram, superuser != null && superuser));
    }

    /** Unlike other values these are secret: a problem with one does not quote it. */
    private static <T> @Nullable T parsed(TableReader entry, String key, Function<String, T> parse) {
        String text = entry.text(key);
        try {
            return text == null ? null : parse.apply(text);
        } catch (IllegalArgumentException e) {
            entry.problem(key, String.valueOf(e.getMessage()));
            return null;
        }
    }
}
