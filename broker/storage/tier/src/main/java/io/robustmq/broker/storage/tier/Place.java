package io.robustmq.broker.storage.tier;

import java.util.Locale;

/**
 * Where a segment lies in the tier: in objects {@code NAME/00000000}, {@code NAME/00000001} and so on, each of
 * {@code partBytes} but the last.
 *
 * @param name {@code PREFIX OWNER/shard-SSSS/segment/BASEOFFSET/UPLOAD}; the last is another one with every attempt to move
 *     it, so that nothing that is there is ever written over
 * @param bytes how long the segment is
 * @param crc32c of all of it
 */
public record Place(String name, long bytes, int partBytes, int crc32c) {

    /** As a log writes it down: on one line, {@code tier-1 BYTES PARTBYTES CRC NAME}. */
    public String text() {
        return String.format(Locale.ROOT, "tier-1 %d %d %08x %s", bytes, partBytes, crc32c, name);
    }

    /** @throws IllegalArgumentException if it was not written by {@link #text} */
    public static Place parse(String text) {
        String[] words = text.strip().split(" ", 5);
        if (words.length != 5 || !words[0].equals("tier-1")) {
            throw new IllegalArgumentException("\"" + text + "\" does not say where a segment lies");
        }
        return new Place(
                words[4], Long.parseLong(words[1]), Integer.parseInt(words[2]), Integer.parseUnsignedInt(words[3], 16));
    }

    int parts() {
        return Math.toIntExact((bytes + partBytes - 1) / partBytes);
    }

    String part(int number) {
        return String.format(Locale.ROOT, "%s/%08d", name, number);
    }

    int bytesOf(int part) {
        return (int) Math.min(partBytes, bytes - (long) part * partBytes);
    }
}
