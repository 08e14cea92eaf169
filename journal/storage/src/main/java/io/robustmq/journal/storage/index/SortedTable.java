package io.robustmq.journal.storage.index;

import io.robustmq.journal.storage.file.SegmentSource;
import io.robustmq.journal.storage.format.ByteSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what a {@link SortedTableWriter} wrote: its directory is in memory, its pages are read when needed. Thread-safe. */
final class SortedTable {
    private final SegmentSource source;
    private final byte[][] firstNames;

    /** Where pages begin, and where the last one ends. */
    private final int[] pages;

    private final int weight;

    /**
     * Where a table lies.
     *
     * @param from where its pages begin
     * @param directoryAt where its directory begins
     * @param directoryBytes how long that is
     * @param names how many it has
     */
    record Place(int from, int directoryAt, int directoryBytes, int names) {

        Place shifted(int by) {
            return new Place(from + by, directoryAt + by, directoryBytes, names);
        }
    }

    private SortedTable(SegmentSource source, byte[][] firstNames, int[] pages, int weight) {
        this.source = source;
        this.firstNames = firstNames;
        this.pages = pages;
        this.weight = weight;
    }

    static SortedTable open(SegmentSource source, Place place) throws IOException {
        byte[] bytes = CheckedBytes.read(source, place.directoryAt(), place.directoryBytes());
        ByteSource directory = new ByteSource(bytes, 0, bytes.length - CheckedBytes.CRC_BYTES);
        List<byte[]> names = new ArrayList<>();
        List<Integer> ends = new ArrayList<>();
        int at = place.from();
        try {
            while (directory.hasMore()) {
                names.add(directory.getBytes(directory.getVarint()));
                at += directory.getVarint();
                ends.add(at);
            }
        } catch (IndexOutOfBoundsException nonsense) {
            throw CheckedBytes.damaged(source, place.directoryAt());
        }
        int[] pages = new int[ends.size() + 1];
        pages[0] = place.from();
        for (int i = 0; i < ends.size(); i++) {
            pages[i + 1] = ends.get(i);
        }
        return new SortedTable(source, names.toArray(new byte[0][]), pages, bytes.length + 40 * names.size());
    }

    /** About how many bytes it takes in memory. */
    int weight() {
        return weight;
    }

    /** The payload of a name; null if it is not there. */
    @Nullable
    ByteSource find(byte[] name) throws IOException {
        Cursor cursor = from(name);
        return cursor.next() && Arrays.equals(cursor.name(), name) ? cursor.payload() : null;
    }

    /** A walk that begins at the first name that is no less. */
    Cursor from(byte[] name) {
        int at = Arrays.binarySearch(firstNames, name, Arrays::compareUnsigned);
        return new Cursor(Math.max(0, at >= 0 ? at : -at - 2), name);
    }

    Cursor all() {
        return new Cursor(0, new byte[0]);
    }

    /** Goes through names in order. Confined to one thread. */
    final class Cursor {
        private final byte[] least;
        private int page;
        private ByteSource entries = new ByteSource();
        private byte[] bytes = new byte[0];
        private byte[] name = new byte[0];
        private int payloadAt;
        private int payloadEnd;
        private boolean found;

        private Cursor(int page, byte[] least) {
            this.page = page;
            this.least = least;
        }

        /** Goes to the next name; false if there is none. */
        boolean next() throws IOException {
            try {
                do {
                    if (!entries.hasMore() && !nextPage()) {
                        return false;
                    }
                    readEntry();
                    found |= Arrays.compareUnsigned(name, least) >= 0;
                } while (!found);
                return true;
            } catch (IndexOutOfBoundsException nonsense) {
                throw CheckedBytes.damaged(source, pages[Math.max(0, page - 1)]);
            }
        }

        private boolean nextPage() throws IOException {
            if (page == firstNames.length) {
                return false;
            }
            bytes = CheckedBytes.read(source, pages[page], pages[page + 1] - pages[page]);
            entries = new ByteSource(bytes, 0, bytes.length - CheckedBytes.CRC_BYTES);
            page++;
            return true;
        }

        private void readEntry() {
            int shared = entries.getVarint();
            byte[] rest = entries.getBytes(entries.getVarint());
            byte[] whole = Arrays.copyOf(name, shared + rest.length);
            System.arraycopy(rest, 0, whole, shared, rest.length);
            name = whole;
            int length = entries.getVarint();
            payloadAt = entries.at();
            entries.skip(length);
            payloadEnd = entries.at();
        }

        byte[] name() {
            return name;
        }

        ByteSource payload() {
            return new ByteSource(bytes, payloadAt, payloadEnd);
        }
    }
}
