package io.robustmq.broker.storage.tier;

import io.robustmq.broker.storage.s3.store.ObjectStore.Listed;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Deletes what no log needs: objects of segments that were let go, and of attempts to move one that came to nothing. An upload
 * is deleted when two looks in a row have found it unneeded, so that who reads it may finish. It looks only when there may be
 * something: twice after the start and in each hour, after a failed move, and after a segment was let go. Confined to the tier's thread, but for
 * {@link #due}.
 */
final class Sweep {
    private static final int LIST_AT_A_TIME = 1_000;
    private static final int LOOKS = 2;

    private final StoreAccess access;
    private final String prefix;
    private final long timeoutMillis;

    private final AtomicInteger looksLeft = new AtomicInteger(LOOKS);

    /** Names of uploads found without a log that needs them, by the last look. */
    private Set<String> strays = new HashSet<>();

    /** @param prefix what the names of all objects of this broker begin with */
    Sweep(StoreAccess access, String prefix, long timeoutMillis) {
        this.access = access;
        this.prefix = prefix;
        this.timeoutMillis = timeoutMillis;
    }

    /** There may be something to delete. For any thread. */
    void due() {
        looksLeft.set(LOOKS);
    }

    /** Looks, if there may be something. */
    void run(Iterable<TieredLog> logs) {
        if (looksLeft.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
            return;
        }
        try {
            strays = look(needed(logs));
        } catch (RuntimeException e) {
            due();
            throw e;
        }
        if (!strays.isEmpty()) {
            looksLeft.accumulateAndGet(1, Math::max); // they were found just now
        }
    }

    private static Set<String> needed(Iterable<TieredLog> logs) {
        Set<String> needed = new HashSet<>();
        for (TieredLog log : logs) {
            log.elsewhere().forEach(place -> needed.add(place.name()));
        }
        return needed;
    }

    /** Deletes the strays of the last look; returns those that are left. */
    private Set<String> look(Set<String> needed) {
        Set<String> found = new HashSet<>();
        String after = "";
        List<Listed> listed;
        do {
            listed = access.await(access.store().list(prefix, after, LIST_AT_A_TIME), timeoutMillis);
            List<String> delete = new ArrayList<>();
            for (Listed object : listed) {
                String upload = object.name().substring(0, object.name().lastIndexOf('/'));
                if (!needed.contains(upload)) {
                    if (strays.contains(upload)) {
                        delete.add(object.name());
                    } else {
                        found.add(upload);
                    }
                }
                after = object.name();
            }
            if (!delete.isEmpty()) {
                access.await(access.store().delete(delete), timeoutMillis);
            }
        } while (listed.size() == LIST_AT_A_TIME);
        return found;
    }
}
