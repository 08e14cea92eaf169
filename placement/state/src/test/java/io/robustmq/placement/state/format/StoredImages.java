package io.robustmq.placement.state.format;

import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.image.ImageBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Images and stores, compared and made from each other. */
public final class StoredImages {
    private StoredImages() {}

    /** All entries of an image, read in small pages. */
    public static NavigableMap<byte[], byte[]> entries(ClusterImage image, int pageSize, int pageBytes) {
        NavigableMap<byte[], byte[]> entries = newStore();
        byte[] after = {};
        Snapshot.Page page;
        do {
            page = Snapshot.page(image, after, pageSize, pageBytes);
            for (StoredEntry entry : page.entries()) {
                if (Arrays.compareUnsigned(entry.key(), after) <= 0
                        || entries.put(entry.key(), entry.value()) != null) {
                    throw new AssertionError("not in the order of the keys: " + Arrays.toString(entry.key()));
                }
                after = entry.key();
            }
        } while (page.more());
        return entries;
    }

    public static NavigableMap<byte[], byte[]> newStore() {
        return new TreeMap<>(Arrays::compareUnsigned);
    }

    public static void apply(List<StoredChange> changes, NavigableMap<byte[], byte[]> store) {
        for (StoredChange change : changes) {
            switch (change) {
                case StoredChange.Put put -> store.put(put.key(), put.value());
                case StoredChange.Delete delete -> store.remove(delete.key());
            }
        }
    }

    public static ClusterImage image(NavigableMap<byte[], byte[]> store) {
        ImageBuilder builder = new ImageBuilder();
        store.forEach((key, value) -> StoredEntries.read(new StoredEntry(key, value), builder));
        return builder.build();
    }

    /** To be compared with another's. */
    public static List<String> lines(NavigableMap<byte[], byte[]> store) {
        List<String> lines = new ArrayList<>();
        store.forEach((key, value) -> lines.add(Arrays.toString(key) + " " + Arrays.toString(value)));
        return lines;
    }

    /** To be compared with another's. */
    public static List<String> lines(ClusterImage image) {
        return lines(entries(image, 1_000, 1 << 20));
    }
}
