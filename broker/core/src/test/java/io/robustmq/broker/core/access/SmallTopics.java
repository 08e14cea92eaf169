package io.robustmq.broker.core.access;

import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.mqtt.topic.TopicName;
import java.util.ArrayList;
import java.util.List;

/** All topics and all filters over a few words, for proofs by trying everything. */
final class SmallTopics {
    private static final List<String> WORDS = List.of("a", "b", "", "$s", "+");
    /** The words, and one at the end that no filter names. */
    private static final List<String> NAMES = List.of("a", "b", "", "$s", "$else", "else");

    private SmallTopics() {}

    /** Filters of one to {@code levels} levels, and each with {@code #} behind it, and {@code #}. */
    static List<TopicFilter> filters(int levels) {
        List<String> all = new ArrayList<>(List.of("#"));
        for (String words : sequences(WORDS, levels)) {
            all.add(words);
            all.add(words + "/#");
        }
        return all.stream()
                .filter(text -> !text.isEmpty())
                .map(TopicFilter::parse)
                .toList();
    }

    /** Topics of one to {@code levels} levels. */
    static List<TopicName> topics(int levels) {
        return sequences(NAMES, levels).stream()
                .filter(text -> !text.isEmpty())
                .map(TopicName::of)
                .toList();
    }

    private static List<String> sequences(List<String> words, int levels) {
        List<String> all = new ArrayList<>(words);
        List<String> longest = words;
        for (int i = 1; i < levels; i++) {
            List<String> next = new ArrayList<>();
            for (String start : longest) {
                for (String word : words) {
                    next.add(start + "/" + word);
                }
            }
            all.addAll(next);
            longest = next;
        }
        return all;
    }
}
