package io.robustmq.placement.service.watch;

import io.robustmq.placement.api.v1.Entry;
import io.robustmq.placement.api.v1.SnapshotPage;
import io.robustmq.placement.api.v1.WatchResponse;
import io.robustmq.placement.service.convert.ToMessage;
import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.image.PersistentMap.Difference;
import io.robustmq.placement.state.image.Versioned;
import io.robustmq.placement.state.model.Ref;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Pages of snapshots. A page is made once for all watchers that are at the same place, as those are that began together; the pages made
 * last are kept for those who come after. Confined to the thread of {@link WatchHub}.
 */
final class SnapshotPages {

    private static final int PAGE_ENTRIES = 500;
    private static final int PAGE_BYTES = 256 << 10;
    private static final long MOST_BYTES_KEPT = 16L << 20;

    /**
     * What leads watchers from what one image has to what another has: from an empty one a whole snapshot, else what is otherwise.
     * Images are told apart by being other objects.
     */
    record Leg(Interest interest, ClusterImage from, ClusterImage to) {

        Iterator<Difference<Ref, Versioned>> differences(Ref start) {
            return interest.in(start, place -> from.entities().differencesTo(to.entities(), place), Difference::key);
        }
    }

    /**
     * One page.
     *
     * @param message not marked as the last one
     * @param next where the next page begins; null if there is none
     */
    record Page(WatchResponse message, @Nullable Ref next) {

        WatchResponse asLast() {
            return WatchResponse.newBuilder()
                    .setSnapshot(message.getSnapshot().toBuilder().setLast(true))
                    .build();
        }

        boolean isEmpty() {
            return message.getSnapshot().getEntriesCount() == 0
                    && message.getSnapshot().getDeletedCount() == 0;
        }
    }

    private record Place(Leg leg, Ref start) {}

    private final Map<Place, Page> kept = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    /** The page of a leg that begins at a place. */
    Page page(Leg leg, Ref start) {
        Place place = new Place(leg, start);
        Page known = kept.get(place);
        if (known != null) {
            return known;
        }
        Page page = make(leg, start);
        kept.put(place, page);
        bytes += page.message().getSerializedSize();
        Iterator<Page> oldest = kept.values().iterator();
        while (bytes > MOST_BYTES_KEPT && kept.size() > 1) {
            bytes -= oldest.next().message().getSerializedSize();
            oldest.remove();
        }
        return page;
    }

    private static Page make(Leg leg, Ref start) {
        SnapshotPage.Builder page =
                SnapshotPage.newBuilder().setRevision(leg.to().revision());
        Iterator<Difference<Ref, Versioned>> rest = leg.differences(start);
        int count = 0;
        int size = 0;
        Ref next = null;
        while (next == null && rest.hasNext()) {
            Difference<Ref, Versioned> difference = rest.next();
            if (count == PAGE_ENTRIES || size >= PAGE_BYTES) {
                next = difference.key();
            } else {
                size += add(difference, page);
                count++;
            }
        }
        return new Page(WatchResponse.newBuilder().setSnapshot(page).build(), next);
    }

    private static int add(Difference<Ref, Versioned> difference, SnapshotPage.Builder page) {
        Versioned now = difference.after();
        if (now == null) {
            page.addDeleted(ToMessage.ref(difference.key()));
            return difference.key().name().length();
        }
        Entry entry = ToMessage.entry(now, true);
        page.addEntries(entry);
        return entry.getSerializedSize();
    }

    /** Forgets pages that nobody is going to take: they hold images that nobody needs. */
    void retain(Set<Leg> legs) {
        Iterator<Map.Entry<Place, Page>> all = kept.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<Place, Page> entry = all.next();
            if (!legs.contains(entry.getKey().leg())) {
                bytes -= entry.getValue().message().getSerializedSize();
                all.remove();
            }
        }
    }
}
