package io.robustmq.broker.server.access;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import io.robustmq.broker.core.access.AclRule;
import io.robustmq.config.InvalidConfigurationException;
import io.robustmq.config.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the access file says: TOML with any number of {@code [[user]]} and, in the order they are tried, {@code [[rule]]}.
 * Read strictly: an unknown key, a missing value or a contradiction is a problem, and a file with a problem is no file.
 *
 * @param scramSecret makes answers for unknown users the same on every start and node, or null
 */
record AccessFile(
        List<User> users, List<AclRule> rules, @Nullable String scramSecret) {

    /** What a broker without a file has. */
    static final AccessFile NONE = new AccessFile(List.of(), List.of(), null);

    /** A larger file is taken for a mistake. */
    static final long MOST_BYTES = 64 << 20;

    private static final List<String> KEYS = List.of("scram_secret", "user", "rule");

    private static final int SHORTEST_SECRET = 16;

    /**
     * Reads the file.
     *
     * @param usersByCertificate whether a user may do without password and SCRAM verifier
     * @throws InvalidConfigurationException with every problem found, each naming the entry and what to do
     */
    static AccessFile read(Path file, boolean usersByCertificate) {
        List<Problem> problems = new ArrayList<>();
        TableReader top = new TableReader(file.toString(), parse(file), KEYS, problems);
        String secret = top.text("scram_secret");
        if (secret != null && secret.length() < SHORTEST_SECRET) {
            top.problem("scram_secret", "must have at least " + SHORTEST_SECRET + " letters");
        }
        List<User> users = users(top, usersByCertificate);
        List<AclRule> rules = new ArrayList<>();
        for (TableReader entry : top.tables("rule", RuleReader.KEYS)) {
            RuleReader.read(entry).ifPresent(rules::add);
        }
        if (!problems.isEmpty()) {
            throw new InvalidConfigurationException(problems);
        }
        return new AccessFile(List.copyOf(users), List.copyOf(rules), secret);
    }

    private static List<User> users(TableReader top, boolean usersByCertificate) {
        List<User> users = new ArrayList<>();
        Map<String, String> placeOfName = new HashMap<>();
        for (TableReader entry : top.tables("user", UserReader.KEYS)) {
            UserReader.read(entry, usersByCertificate).ifPresent(user -> {
                String other = placeOfName.putIfAbsent(user.name(), entry.place());
                if (other != null) {
                    entry.problem("name", "is taken by " + other + " already; remove one of them");
                }
                users.add(user);
            });
        }
        return users;
    }

    private static JsonNode parse(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new InvalidConfigurationException(
                        file.toString(), "is larger than " + (MOST_BYTES >> 20) + " MiB");
            }
            return new TomlMapper().readTree(Files.readString(file, StandardCharsets.UTF_8));
        } catch (JacksonException e) {
            JsonLocation at = e.getLocation();
            String where = at == null ? file.toString() : file + ", line " + at.getLineNr();
            throw new InvalidConfigurationException(where, firstLine(e.getOriginalMessage()));
        } catch (IOException e) {
            throw new InvalidConfigurationException(file.toString(), "cannot be read (" + e + ")");
        }
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("is not TOML");
    }
}
