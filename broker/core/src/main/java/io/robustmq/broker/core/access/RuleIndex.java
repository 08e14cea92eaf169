package io.robustmq.broker.core.access;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rules about one action, with those for certain users or clients apart, so that ten thousand rules for ten thousand
 * users cost each of them one look-up. Immutable.
 */
final class RuleIndex {

    /** A rule and its place in the file. */
    private record Entry(int order, AclRule rule) {}

    private static final Entry[] NONE = {};

    private final Entry[] forAll;
    private final Map<String, Entry[]> byUsername;
    private final Map<String, Entry[]> byClientId;

    RuleIndex(List<AclRule> rules, AclRule.Action action) {
        List<Entry> all = new ArrayList<>();
        Map<String, List<Entry>> users = new HashMap<>();
        Map<String, List<Entry>> clients = new HashMap<>();
        for (int order = 0; order < rules.size(); order++) {
            AclRule rule = rules.get(order);
            if (!rule.action().includes(action)) {
                continue;
            }
            Entry entry = new Entry(order, rule);
            if (!rule.who().usernames().isEmpty()) {
                file(entry, rule.who().usernames(), users);
            } else if (!rule.who().clientIds().isEmpty()) {
                file(entry, rule.who().clientIds(), clients);
            } else {
                all.add(entry);
            }
        }
        forAll = all.toArray(Entry[]::new);
        byUsername = toArrays(users);
        byClientId = toArrays(clients);
    }

    private static void file(Entry entry, Set<String> names, Map<String, List<Entry>> lists) {
        for (String name : names) {
            lists.computeIfAbsent(name, _ -> new ArrayList<>()).add(entry);
        }
    }

    private static Map<String, Entry[]> toArrays(Map<String, List<Entry>> lists) {
        Map<String, Entry[]> arrays = HashMap.newHashMap(lists.size());
        lists.forEach((name, entries) -> arrays.put(name, entries.toArray(Entry[]::new)));
        return arrays;
    }

    /** The rules that may be about this client, in the order of the file. */
    Walk rulesFor(Identity who) {
        String username = who.username();
        return new Walk(
                forAll,
                username == null ? NONE : byUsername.getOrDefault(username, NONE),
                byClientId.getOrDefault(who.clientId(), NONE));
    }

    /** One way through three sorted lists at once. Used by one check and forgotten. */
    static final class Walk {
        private final Entry[] forAll;
        private final Entry[] forUser;
        private final Entry[] forClient;
        private int all;
        private int user;
        private int client;

        private Walk(Entry[] forAll, Entry[] forUser, Entry[] forClient) {
            this.forAll = forAll;
            this.forUser = forUser;
            this.forClient = forClient;
        }

        /** The next rule, or null behind the last. */
        @Nullable
        AclRule next() {
            int ofAll = order(forAll, all);
            int ofUser = order(forUser, user);
            int ofClient = order(forClient, client);
            int first = Math.min(ofAll, Math.min(ofUser, ofClient));
            if (first == Integer.MAX_VALUE) {
                return null;
            }
            if (first == ofAll) {
                return forAll[all++].rule;
            }
            return first == ofUser ? forUser[user++].rule : forClient[client++].rule;
        }

        private static int order(Entry[] entries, int at) {
            return at < entries.length ? entries[at].order : Integer.MAX_VALUE;
        }
    }
}
