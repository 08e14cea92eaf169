package io.robustmq.broker.server.access;

import io.robustmq.broker.core.access.AddressBlock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Clients who are turned away whoever they prove to be. Immutable.
 *
 * <p>Exact names cost one look-up, patterns and addresses are tried one after the other.
 */
public final class BlockList {

    /** Nobody is. */
    public static final BlockList EMPTY = new BlockList(List.of());

    /** What an entry compares. */
    public enum Target {
        CLIENT_ID,
        USERNAME,
        /** An address or block. */
        ADDRESS,
        /** With {@code *} for any letters. */
        CLIENT_ID_PATTERN,
        /** With {@code *} for any letters. */
        USERNAME_PATTERN
    }

    /**
     * One entry.
     *
     * @param untilMillis wall clock at which it ends; 0 for never
     */
    public record Entry(Target target, String value, long untilMillis) {
        long end() {
            return untilMillis == 0 ? Long.MAX_VALUE : untilMillis;
        }
    }

    private record Matching<T>(T what, long end) {}

    /** A text with stars, as what stands between them. Takes time in proportion to what is compared, whatever the pattern. */
    private record Wildcard(List<String> parts) {
        static Wildcard of(String text) {
            return new Wildcard(List.of(text.split("\\*", -1)));
        }

        boolean matches(String text) {
            String first = parts.getFirst();
            String last = parts.getLast();
            if (parts.size() == 1) {
                return text.equals(first);
            }
            int end = text.length() - last.length();
            if (end < first.length() || !text.startsWith(first) || !text.endsWith(last)) {
                return false;
            }
            int at = first.length();
            for (String part : parts.subList(1, parts.size() - 1)) {
                int found = text.indexOf(part, at);
                if (found < 0) {
                    return false;
                }
                at = found + part.length();
            }
            return at <= end;
        }
    }

    private final Map<String, Long> clientIds = new HashMap<>();
    private final Map<String, Long> usernames = new HashMap<>();
    private final List<Matching<AddressBlock>> addresses = new ArrayList<>();
    private final List<Matching<Wildcard>> clientIdPatterns = new ArrayList<>();
    private final List<Matching<Wildcard>> usernamePatterns = new ArrayList<>();

    /** @throws IllegalArgumentException if an address is none */
    public BlockList(List<Entry> entries) {
        for (Entry entry : entries) {
            switch (entry.target()) {
                case CLIENT_ID -> clientIds.merge(entry.value(), entry.end(), Math::max);
                case USERNAME -> usernames.merge(entry.value(), entry.end(), Math::max);
                case ADDRESS -> addresses.add(new Matching<>(AddressBlock.parse(entry.value()), entry.end()));
                case CLIENT_ID_PATTERN -> clientIdPatterns.add(new Matching<>(Wildcard.of(entry.value()), entry.end()));
                case USERNAME_PATTERN -> usernamePatterns.add(new Matching<>(Wildcard.of(entry.value()), entry.end()));
            }
        }
    }

    /** @param username null for an anonymous client */
    boolean blocks(String clientId, @Nullable String username, String address, long nowMillis) {
        return isNow(clientIds.get(clientId), nowMillis)
                || (username != null && isNow(usernames.get(username), nowMillis))
                || any(clientIdPatterns, pattern -> pattern.matches(clientId), nowMillis)
                || (username != null && any(usernamePatterns, pattern -> pattern.matches(username), nowMillis))
                || any(addresses, block -> block.contains(address), nowMillis);
    }

    private static boolean isNow(@Nullable Long end, long nowMillis) {
        return end != null && nowMillis < end;
    }

    private static <T> boolean any(List<Matching<T>> all, Predicate<T> matches, long nowMillis) {
        for (Matching<T> one : all) {
            if (nowMillis < one.end() && matches.test(one.what())) {
                return true;
            }
        }
        return false;
    }
}
