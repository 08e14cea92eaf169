package io.robustmq.placement.client.call;

import java.time.Duration;
import java.util.List;

/**
 * How to reach the placement centre, and how long to wait for it.
 *
 * @param addresses {@code host:port} of some of its members, at least one; the others are learned from them
 * @param connectTimeout for a connection to be there, 1 ms or more
 * @param tryTimeout for one try at one member, 1 ms or more: a member that hangs is noticed after that
 * @param patience for one call with all its tries, from 1 ms to nine minutes: the placement centre remembers idempotency keys for ten,
 *     but where more than 100,000 commands come meanwhile, for 45 s alone: beyond that, a command that is tried again may be applied again
 * @param firstBackoff before the second try, 1 ms or more
 * @param longestBackoff between two tries, at least {@code firstBackoff}
 * @param watchSilence after which a watch is taken for dead, and resumed at another member; more than two seconds, which is how often
 *     one that is alive is heard of
 */
public record ClientSettings(
        List<String> addresses,
        Duration connectTimeout,
        Duration tryTimeout,
        Duration patience,
        Duration firstBackoff,
        Duration longestBackoff,
        Duration watchSilence) {

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration MOST_PATIENCE = Duration.ofMinutes(9);

    public ClientSettings {
        addresses = List.copyOf(addresses);
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("addresses: at least one host:port of the placement centre");
        }
        addresses.forEach(ClientSettings::requireAddress);
        require("connectTimeout", connectTimeout, SHORTEST);
        require("tryTimeout", tryTimeout, SHORTEST);
        require("patience", patience, SHORTEST);
        require("firstBackoff", firstBackoff, SHORTEST);
        require("longestBackoff", longestBackoff, firstBackoff);
        require("watchSilence", watchSilence, SHORTEST);
        if (patience.compareTo(MOST_PATIENCE) > 0) {
            throw new IllegalArgumentException("patience " + patience + ": at most " + MOST_PATIENCE);
        }
    }

    /** The defaults: connect within 1 s, a try 2 s, patience 30 s, back-off from 20 ms to 0.5 s, a watch silent for 4 s is dead. */
    public static ClientSettings of(List<String> addresses) {
        return new ClientSettings(
                addresses,
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                Duration.ofSeconds(30),
                Duration.ofMillis(20),
                Duration.ofMillis(500),
                Duration.ofSeconds(4));
    }

    public ClientSettings withTryTimeout(Duration longest) {
        return new ClientSettings(
                addresses, connectTimeout, longest, patience, firstBackoff, longestBackoff, watchSilence);
    }

    public ClientSettings withPatience(Duration longest) {
        return new ClientSettings(
                addresses, connectTimeout, tryTimeout, longest, firstBackoff, longestBackoff, watchSilence);
    }

    public ClientSettings withWatchSilence(Duration longest) {
        return new ClientSettings(
                addresses, connectTimeout, tryTimeout, patience, firstBackoff, longestBackoff, longest);
    }

    private static void require(String name, Duration value, Duration least) {
        if (value.compareTo(least) < 0) {
            throw new IllegalArgumentException(name + " " + value + ": at least " + least);
        }
    }

    private static void requireAddress(String address) {
        if (!address.matches(".+:\\d{1,5}")) {
            throw new IllegalArgumentException("address '" + address + "': host:port");
        }
    }
}
