package io.robustmq.journal.storage.index;

import io.robustmq.journal.storage.format.ByteSink;
import java.util.Arrays;

/**
 * Writes names, each with some bytes, in the order of the names:
 *
 * <pre>
 * page:       entries, about 4 KiB together, then int CRC32C of them; pages lie next to each other
 *   entry:    varint bytes the name shares with the one before (0 for a page's first)
 *             varint length of the rest, the rest
 *             varint length, payload
 * directory:  for each page: varint length of its first name, the name, varint length of the page with its checksum;
 *             then int CRC32C
 * </pre>
 *
 * <p>Used once.
 */
final class SortedTableWriter {
    private static final int PAGE_BYTES = 4 << 10;

    private final ByteSink to;
    private final ByteSink directory = new ByteSink(1 << 10);
    private final int from;
    private int pageFrom;
    private byte[] lastName = new byte[0];
    private int names;

    SortedTableWriter(ByteSink to) {
        this.to = to;
        this.from = to.size();
        this.pageFrom = from;
    }

    void add(byte[] name, ByteSink payload) {
        if (to.size() - pageFrom >= PAGE_BYTES) {
            endPage();
        }
        int shared = 0;
        if (to.size() == pageFrom) {
            directory.putVarint(name.length);
            directory.put(name);
        } else {
            int mismatch = Arrays.mismatch(lastName, name);
            shared = mismatch < 0 ? name.length : mismatch;
        }
        to.putVarint(shared);
        to.putVarint(name.length - shared);
        to.put(name, shared, name.length - shared);
        to.putVarint(payload.size());
        to.put(payload.array(), 0, payload.size());
        lastName = name;
        names++;
    }

    private void endPage() {
        to.putInt(to.crc(pageFrom, to.size()));
        directory.putVarint(to.size() - pageFrom);
        pageFrom = to.size();
    }

    /** Writes the rest. */
    SortedTable.Place finish() {
        if (to.size() > pageFrom) {
            endPage();
        }
        int directoryFrom = to.size();
        to.put(directory.array(), 0, directory.size());
        to.putInt(to.crc(directoryFrom, to.size()));
        return new SortedTable.Place(from, directoryFrom, to.size() - directoryFrom, names);
    }
}
