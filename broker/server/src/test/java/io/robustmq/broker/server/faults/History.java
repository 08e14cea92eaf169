package io.robustmq.broker.server.faults;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What publishers were told and what subscribers were given, and what of it breaks a promise.
 *
 * <p>A topic has one publisher, which numbers its messages from 0. Thread-safe.
 */
final class History {
    /** A message that a subscriber was given, in the order in which it came, at a time of {@link System#nanoTime()}. */
    record Given(int number, long nanos) {}

    private final Map<String, MqttQos> topics = new ConcurrentHashMap<>();
    private final Map<String, Set<Integer>> acknowledged = new ConcurrentHashMap<>();
    private final Map<String, Map<String, List<Given>>> given = new ConcurrentHashMap<>();

    void topic(String topic, MqttQos qos) {
        topics.put(topic, qos);
        acknowledged.put(topic, ConcurrentHashMap.newKeySet());
    }

    void acknowledged(String topic, int number) {
        acknowledged.get(topic).add(number);
    }

    int acknowledgedCount() {
        return acknowledged.values().stream().mapToInt(Collection::size).sum();
    }

    void subscriber(String subscriber) {
        given.put(subscriber, new ConcurrentHashMap<>());
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

    /** What was acknowledged and has not come to every subscriber, by subscriber and topic; empty if nothing is. */
    Map<String, Set<Integer>> missing() {
        Map<String, Set<Integer>> missing = new TreeMap<>();
        for (String subscriber : given.keySet()) {
            acknowledged.forEach((topic, numbers) -> {
                Set<Integer> rest = new HashSet<>(numbers);
                given(subscriber, topic).forEach(one -> rest.remove(one.number()));
                if (!rest.isEmpty()) {
                    missing.put(subscriber + " of " + topic, rest);
                }
            });
        }
        return missing;
    }

    /** What should not have come: QoS 2 twice, and what came for the first time behind a later one. */
    List<String> broken() {
        List<String> broken = new ArrayList<>();
        for (String subscriber : given.keySet()) {
            topics.forEach((topic, qos) -> {
                Set<Integer> seen = new HashSet<>();
                int last = -1;
                for (Given one : given(subscriber, topic)) {
                    boolean first = seen.add(one.number());
                    if (!first && qos == MqttQos.EXACTLY_ONCE) {
                        broken.add("%s was given %d of %s twice".formatted(subscriber, one.number(), topic));
                    }
                    if (first && one.number() < last) {
                        broken.add("%s was given %d of %s behind %d".formatted(subscriber, one.number(), topic, last));
                    }
                    last = Math.max(last, one.number());
                }
            });
        }
        return broken;
    }

    /** The longest time in which a subscriber was given nothing, in milliseconds, between its first message and its last. */
    long longestGapMillis(String subscriber) {
        long[] times = given.get(subscriber).keySet().stream()
                .flatMap(topic -> given(subscriber, topic).stream())
                .mapToLong(Given::nanos)
                .sorted()
                .toArray();
        long longest = 0;
        for (int i = 1; i < times.length; i++) {
            longest = Math.max(longest, times[i] - times[i - 1]);
        }
        return longest / 1_000_000;
    }
}
