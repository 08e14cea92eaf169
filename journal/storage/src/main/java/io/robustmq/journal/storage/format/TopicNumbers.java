package io.robustmq.journal.storage.format;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Numbers the topics of one batch from 1 on. A hash table that looks at a few places and no further: topics made to collide
 * get a second number, which costs some bytes and nothing else.
 */
final class TopicNumbers {
    private static final int SLOTS = 1 << 12;
    private static final int PROBES = 8;

    private final int[] slots = new int[SLOTS];
    private final List<byte[]> topics = new ArrayList<>();
    private final List<Integer> used = new ArrayList<>();

    void clear() {
        for (int slot : used) {
            slots[slot] = 0;
        }
        used.clear();
        topics.clear();
    }

    List<byte[]> all() {
        return topics;
    }

    /** A topic's number; 0 if it is a further one, which now has the next number. */
    int numberOf(byte[] topic) {
        int hash = Arrays.hashCode(topic) * 0x9E3779B1;
        int slot = hash >>> 20;
        for (int probe = 0; probe < PROBES; probe++) {
            int number = slots[slot];
            if (number == 0) {
                slots[slot] = topics.size() + 1;
                used.add(slot);
                break;
            }
            if (Arrays.equals(topics.get(number - 1), topic)) {
                return number;
            }
            slot = (slot + 1) & (SLOTS - 1);
        }
        topics.add(topic);
        return 0;
    }
}
