package io.robustmq.broker.storage.mysql.read;

import io.robustmq.broker.storage.spi.ReadRequest;
import java.util.ArrayList;
import java.util.List;

/**
 * Records that a read may hand over, found in an index.
 *
 * @param found in the order of offsets
 * @param completeTo nothing wanted below this offset is missing in {@code found}
 */
record Candidates(List<Candidate> found, long completeTo) {

    record Candidate(long offset, long bytes) {}

    /** What of them goes into the page. */
    record Choice(List<Long> offsets, long nextOffset) {}

    Choice choose(ReadRequest request) {
        List<Long> offsets = new ArrayList<>();
        long bytes = 0;
        for (Candidate candidate : found) {
            bytes += candidate.bytes;
            boolean full = offsets.size() == request.maxRecords() || bytes > request.maxBytes();
            if (full && !offsets.isEmpty()) {
                return new Choice(offsets, offsets.getLast() + 1);
            }
            offsets.add(candidate.offset);
        }
        return new Choice(offsets, completeTo);
    }
}
