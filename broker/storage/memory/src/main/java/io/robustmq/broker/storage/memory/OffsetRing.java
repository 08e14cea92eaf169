package io.robustmq.broker.storage.memory;

/** Growing offsets: added at the end, taken out at the beginning, searched by halves. Confined to the shard's lock. */
final class OffsetRing {
    private long[] ring = new long[2];
    private int head;
    private int size;

    void add(long offset) {
        if (size == ring.length) {
            long[] larger = new long[ring.length * 2];
            for (int i = 0; i < size; i++) {
                larger[i] = at(i);
            }
            ring = larger;
            head = 0;
        }
        ring[(head + size) & (ring.length - 1)] = offset;
        size++;
    }

    /** Returns whether it is empty now. */
    boolean removeFirst() {
        head = (head + 1) & (ring.length - 1);
        size--;
        return size == 0;
    }

    /** The least that is not less than {@code from}, or {@link Long#MAX_VALUE}. */
    long from(long from) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (at(middle) < from) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == size ? Long.MAX_VALUE : at(low);
    }

    private long at(int index) {
        return ring[(head + index) & (ring.length - 1)];
    }
}
