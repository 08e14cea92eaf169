package io.robustmq.placement.state.format;

import io.robustmq.placement.state.image.AppliedCommand;
import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.image.PersistentMap.Item;
import io.robustmq.placement.state.image.Versioned;
import io.robustmq.placement.state.model.Ref;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * An image as entries, in pages, in the order of the keys. Since the image never changes, pages may be made at leisure while new
 * images come; each page is found by the last key of the page before.
 */
public final class Snapshot {
    private Snapshot() {}

    /**
     * One page.
     *
     * @param entries in the order of their keys
     * @param more whether others follow
     */
    public record Page(List<StoredEntry> entries, boolean more) {
        public Page {
            entries = List.copyOf(entries);
        }
    }

    /**
     * @param after the last key of the page before; empty for the first page
     * @param maxEntries 1 or more
     * @param maxBytes of keys and values; one entry is given even if it has more
     */
    public static Page page(ClusterImage image, byte[] after, int maxEntries, int maxBytes) {
        Filling filling = new Filling(after, maxEntries, maxBytes);
        fill(image, after, filling);
        return new Page(filling.entries, filling.full);
    }

    private static void fill(ClusterImage image, byte[] after, Filling filling) {
        int region = after.length == 0 ? 0 : after[0];
        if (region <= Keys.META && !meta(image, filling)) {
            return;
        }
        if (region <= Keys.APPLIED) {
            String from = region == Keys.APPLIED ? Keys.textOf(after) : "";
            Iterator<Item<String, AppliedCommand>> applied = image.applied().iteratorFrom(from);
            while (applied.hasNext()) {
                Item<String, AppliedCommand> item = applied.next();
                if (!filling.add(StoredEntries.applied(item.key(), item.value()))) {
                    return;
                }
            }
        }
        Iterator<Item<Ref, Versioned>> entities = region > Keys.APPLIED
                ? image.entities().iteratorFrom(Keys.refOf(after))
                : image.entities().iterator();
        while (entities.hasNext()
                && filling.add(StoredEntries.entity(entities.next().value()))) {}
    }

    /** What is still as in the beginning has no entry, as in a store. */
    private static boolean meta(ClusterImage image, Filling filling) {
        return (!image.isFormed() || filling.add(StoredEntries.clusterId(image.clusterId())))
                && (image.nextGroupId() == ClusterImage.EMPTY.nextGroupId()
                        || filling.add(StoredEntries.nextGroupId(image.nextGroupId())))
                && (image.revision() == 0 || filling.add(StoredEntries.revision(image.revision())));
    }

    private static final class Filling {
        final byte[] after;
        final int maxEntries;
        final int maxBytes;
        final List<StoredEntry> entries = new ArrayList<>();
        int bytes;
        boolean full;

        Filling(byte[] after, int maxEntries, int maxBytes) {
            this.after = after;
            this.maxEntries = maxEntries;
            this.maxBytes = maxBytes;
        }

        /** False if there is no room for it. */
        boolean add(StoredEntry entry) {
            if (Arrays.compareUnsigned(entry.key(), after) <= 0) {
                return true;
            }
            int size = entry.key().length + entry.value().length;
            full = entries.size() >= maxEntries || (!entries.isEmpty() && bytes + size > maxBytes);
            if (!full) {
                entries.add(entry);
                bytes += size;
            }
            return !full;
        }
    }
}
