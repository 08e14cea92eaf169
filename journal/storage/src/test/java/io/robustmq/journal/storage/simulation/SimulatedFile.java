package io.robustmq.journal.storage.simulation;

import java.util.Arrays;
import java.util.Random;

/**
 * What a file holds: as programs see it, and as it is on disk. A write reaches the disk page by page, in any order, unless a
 * sync came between.
 */
final class SimulatedFile {
    private static final int PAGE = 512;

    private byte[] seen = new byte[0];
    private int size;
    private byte[] onDisk = new byte[0];

    int size() {
        return size;
    }

    void write(byte[] bytes, int length, int position) {
        resize(Math.max(size, position + length));
        System.arraycopy(bytes, 0, seen, position, length);
    }

    int read(byte[] to, int position) {
        int count = Math.max(0, Math.min(to.length, size - position));
        System.arraycopy(seen, Math.min(position, size), to, 0, count);
        return count;
    }

    void resize(int wanted) {
        if (wanted > seen.length) {
            seen = Arrays.copyOf(seen, Math.max(wanted, seen.length * 2));
        }
        if (wanted < size) {
            Arrays.fill(seen, wanted, size, (byte) 0);
        }
        size = wanted;
    }

    void sync() {
        onDisk = Arrays.copyOf(seen, size);
    }

    /** Changes one byte, on disk and as seen. */
    void flip(int position, int mask) {
        seen[position] ^= (byte) mask;
        sync();
    }

    byte[] content() {
        return Arrays.copyOf(seen, size);
    }

    /** The file after a power failure: each page that was not synced is there or not. */
    SimulatedFile afterPowerLoss(Random random) {
        byte[] now = content();
        byte[] kept = Arrays.copyOf(onDisk, random.nextBoolean() ? now.length : onDisk.length);
        int luck = random.nextInt(101);
        for (int page = 0; page < kept.length; page += PAGE) {
            int end = Math.min(page + PAGE, Math.min(kept.length, now.length));
            if (page < end && random.nextInt(100) < luck) {
                System.arraycopy(now, page, kept, page, end - page);
            }
        }
        SimulatedFile after = new SimulatedFile();
        after.seen = kept;
        after.size = kept.length;
        after.sync();
        return after;
    }
}
