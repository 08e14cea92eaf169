package io.robustmq.broker.server.faults;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What publishers were told and what subscribers were given, and what of it breaks a promise. Times are of {@link System#nanoTime()}.
 *
 * <p>A topic has one publisher, which numbers its messages from 0. Topics are for all, or dealt to the members of one shared subscription.
 * Thread-safe.
 */
final class History {
    /** What becomes of a session when its connection is lost. */
    enum Lasts {
        /** It is there when the client comes back, and with it all that was for it. */
        ALWAYS,
        /** It is gone: another connection is another session. */
        CONNECTION
    }

    /** A message that a subscriber was given, in the order in which it came. */
    record Given(int number, long nanos) {}

    /** A session that lasts as long as a connection, of a client id that others come with, too. */
    private record Owner(String clientId, String session, long askedNanos, long sinceNanos) {}

    private final boolean areDealtKept;
    private final Map<String, Topic> topics = new ConcurrentHashMap<>();
    private final Map<String, Lasts> subscribers = new ConcurrentHashMap<>();
    private final Set<String> members = ConcurrentHashMap.newKeySet();
    private final Map<String, Map<String, List<Given>>> given = new ConcurrentHashMap<>();
    private final Map<String, Owner> owners = new ConcurrentHashMap<>();

    /** @param areDealtKept whether what is dealt to a member of a shared subscription survives brokers, and comes once: judged only then */
    History(boolean areDealtKept) {
        this.areDealtKept = areDealtKept;
    }

    boolean areDealtKept() {
        return areDealtKept;
    }

    private static final class Topic {
        private final MqttQos qos;
        private final boolean isDealt;
        private final Map<Integer, Long> published = new ConcurrentHashMap<>();
        private final Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();

        Topic(MqttQos qos, boolean isDealt) {
            this.qos = qos;
            this.isDealt = isDealt;
        }

        boolean isOnce() {
            return qos == MqttQos.EXACTLY_ONCE;
        }
    }

    // ---- what happens

    void topic(String topic, MqttQos qos) {
        topics.put(topic, new Topic(qos, false));
    }

    /** One whose messages go to one member each. */
    void dealtTopic(String topic, MqttQos qos) {
        topics.put(topic, new Topic(qos, true));
    }

    void published(String topic, int number, long nanos) {
        topic(topic).published.put(number, nanos);
    }

    void acknowledged(String topic, int number) {
        topic(topic).acknowledged.add(number);
    }

    private Topic topic(String name) {
        Topic topic = topics.get(name);
        if (topic == null) {
            throw new IllegalArgumentException(name);
        }
        return topic;
    }

    /** One that gets every message that is not dealt. */
    void subscriber(String subscriber, Lasts lasts) {
        subscribers.put(subscriber, lasts);
        given.put(subscriber, new ConcurrentHashMap<>());
    }

    /** One of those to whom messages are dealt. */
    void member(String member) {
        members.add(member);
        given.put(member, new ConcurrentHashMap<>());
    }

    /** A session that is a connection's was let in with a client id that others use, too: from now on it alone has it. */
    void owner(String clientId, String session, long askedNanos, long nanos) {
        owners.put(session, new Owner(clientId, session, askedNanos, nanos));
    }

    void given(String subscriber, String topic, int number, long nanos) {
        List<Given> numbers = given.get(subscriber).computeIfAbsent(topic, _ -> new ArrayList<>());
        synchronized (numbers) {
            numbers.add(new Given(number, nanos));
        }
    }

    private List<Given> given(String subscriber, String topic) {
        List<Given> numbers = given.get(subscriber).getOrDefault(topic, List.of());
        synchronized (numbers) {
            return List.copyOf(numbers);
        }
    }

    // ---- how much

    int acknowledgedCount() {
        return topics.values().stream()
                .mapToInt(topic -> topic.acknowledged.size())
                .sum();
    }

    /** How many messages of a topic a subscriber was given, repeats included. */
    int givenCount(String subscriber, String topic) {
        return given(subscriber, topic).size();
    }

    // ---- the judgement

    /** What was acknowledged and has not come to every session that lasts, by subscriber and topic; empty if nothing is. */
    Map<String, Set<Integer>> missing() {
        Map<String, Set<Integer>> missing = new TreeMap<>();
        topics.forEach((name, topic) -> {
            if (!topic.isDealt) {
                subscribers.forEach((subscriber, lasts) -> {
                    if (lasts == Lasts.ALWAYS) {
                        missing(List.of(subscriber), name, 0, missing, subscriber);
                    }
                });
            } else if (areDealtKept) {
                missing(members, name, 0, missing, "members");
            }
        });
        return missing;
    }

    /**
     * The same of a calm, for everyone: sessions that are there all the while, whether they last or not, and members.
     *
     * @param since for each topic the first number that counts
     */
    Map<String, Set<Integer>> missingSince(Map<String, Integer> since, List<String> sessions) {
        Map<String, Set<Integer>> missing = new TreeMap<>();
        since.forEach((name, first) -> {
            if (topic(name).isDealt) {
                missing(members, name, first, missing, "members");
            } else {
                sessions.forEach(session -> missing(List.of(session), name, first, missing, session));
            }
        });
        return missing;
    }

    private void missing(
            Iterable<String> anyOf, String topic, int first, Map<String, Set<Integer>> missing, String subscriber) {
        Set<Integer> rest = new TreeSet<>(topic(topic).acknowledged);
        rest.removeIf(number -> number < first);
        anyOf.forEach(one -> given(one, topic).forEach(message -> rest.remove(message.number())));
        if (!rest.isEmpty()) {
            missing.put(subscriber + " of " + topic, rest);
        }
    }

    /** What should not have come: QoS 2 twice, and what came for the first time behind a later one. */
    List<String> broken() {
        List<String> broken = new ArrayList<>();
        topics.forEach((name, topic) -> {
            if (!topic.isDealt) {
                subscribers.keySet().forEach(subscriber -> broken(subscriber, name, topic, broken));
            } else if (topic.isOnce() && areDealtKept) {
                dealtTwice(name, broken);
            }
        });
        return broken;
    }

    private void broken(String subscriber, String name, Topic topic, List<String> broken) {
        Set<Integer> seen = new HashSet<>();
        int last = -1;
        for (Given one : given(subscriber, name)) {
            boolean first = seen.add(one.number());
            if (!first && topic.isOnce()) {
                broken.add("%s was given %d of %s twice".formatted(subscriber, one.number(), name));
            }
            if (first && one.number() < last) {
                broken.add("%s was given %d of %s behind %d".formatted(subscriber, one.number(), name, last));
            }
            last = Math.max(last, one.number());
        }
    }

    private void dealtTwice(String topic, List<String> broken) {
        Map<Integer, String> had = new HashMap<>();
        for (String member : members) {
            for (Given one : given(member, topic)) {
                String before = had.put(one.number(), member);
                if (before != null) {
                    broken.add("%s was given %d of %s, and %s before".formatted(member, one.number(), topic, before));
                }
            }
        }
    }

    /**
     * What a session was given although another had come with its client id before the message was even published.
     *
     * <p>What is still in a socket when the other is let in was sent before, so it does not count.
     */
    List<String> ownedTwice() {
        ConcurrentLinkedQueue<String> twice = new ConcurrentLinkedQueue<>();
        for (Owner owner : owners.values()) {
            long over = owners.values().stream()
                    .filter(other -> other.clientId().equals(owner.clientId()))
                    .filter(other ->
                            other.askedNanos() - owner.sinceNanos() > 0) // else either may have been let in first
                    .mapToLong(Owner::sinceNanos)
                    .min()
                    .orElse(Long.MAX_VALUE);
            topics.forEach((name, topic) -> given(owner.session(), name).stream()
                    .filter(one -> topic.published.getOrDefault(one.number(), Long.MIN_VALUE) > over)
                    .forEach(one ->
                            twice.add("%s was given %d of %s, which was published after another had its client id"
                                    .formatted(owner.session(), one.number(), name))));
        }
        return List.copyOf(twice);
    }

    /** Whether a retained message may be the last of its topic: none that was acknowledged is later. */
    boolean mayBeLast(String topic, int number) {
        Topic of = topic(topic);
        return of.published.containsKey(number)
                && of.acknowledged.stream()
                                .mapToInt(acknowledged -> acknowledged)
                                .max()
                                .orElse(-1)
                        <= number;
    }

    /** The longest time in which a subscriber was given nothing, in milliseconds, of those that touch a span of time. */
    long longestGapMillis(String subscriber, long fromNanos, long toNanos) {
        long[] times = given.get(subscriber).keySet().stream()
                .flatMap(topic -> given(subscriber, topic).stream())
                .mapToLong(Given::nanos)
                .sorted()
                .toArray();
        long longest = 0;
        for (int i = 1; i < times.length; i++) {
            if (times[i] >= fromNanos && times[i - 1] <= toNanos) {
                longest = Math.max(longest, times[i] - times[i - 1]);
            }
        }
        return longest / 1_000_000;
    }
}
