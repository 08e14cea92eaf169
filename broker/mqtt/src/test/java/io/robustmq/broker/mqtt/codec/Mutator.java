package io.robustmq.broker.mqtt.codec;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Damages packets: flipped bits, other bytes, cuts, pieces of other packets, lengths that lie. */
final class Mutator {
    /** Lengths and numbers at which something may tip over. */
    private static final int[] EDGES = {0x00, 0x01, 0x7F, 0x80, 0xBF, 0xC0, 0xE0, 0xED, 0xF0, 0xF4, 0xFE, 0xFF};

    private final SplittableRandom random;
    private final List<byte[]> seeds;

    Mutator(SplittableRandom random, List<byte[]> seeds) {
        this.random = random;
        this.seeds = seeds;
    }

    /** The index of a seed. */
    int pick() {
        return random.nextInt(seeds.size());
    }

    byte[] mutate(byte[] packet) {
        byte[] bytes = packet.clone();
        int times = 1 + random.nextInt(3);
        for (int i = 0; i < times; i++) {
            bytes = once(bytes);
        }
        return random.nextInt(3) == 0 ? bytes : reframed(bytes);
    }

    private byte[] once(byte[] bytes) {
        int at = bytes.length == 0 ? 0 : random.nextInt(bytes.length);
        if (bytes.length == 0) {
            return insert(bytes, 0, seeds.get(pick()));
        }
        switch (random.nextInt(7)) {
            case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[at] = (byte) random.nextInt(256);
            case 2 -> bytes[at] = (byte) EDGES[random.nextInt(EDGES.length)];
            case 3 -> lie(bytes, at);
            case 4 -> {
                return Arrays.copyOf(bytes, at);
            }
            case 5 -> {
                byte[] other = seeds.get(pick());
                int from = random.nextInt(other.length);
                return insert(
                        bytes, at, Arrays.copyOfRange(other, from, from + random.nextInt(other.length - from) + 1));
            }
            default -> {
                return insert(bytes, at, Arrays.copyOfRange(bytes, random.nextInt(at + 1), at + 1));
            }
        }
        return bytes;
    }

    /** A two-byte length that is a little or much too large. */
    private void lie(byte[] bytes, int at) {
        if (at + 1 < bytes.length) {
            int length = random.nextBoolean() ? bytes.length - at - 3 + random.nextInt(4) : random.nextInt(65_536);
            bytes[at] = (byte) (length >> 8);
            bytes[at + 1] = (byte) length;
        }
    }

    private static byte[] insert(byte[] bytes, int at, byte[] piece) {
        byte[] longer = Arrays.copyOf(bytes, bytes.length + piece.length);
        System.arraycopy(piece, 0, longer, at, piece.length);
        System.arraycopy(bytes, at, longer, at + piece.length, bytes.length - at);
        return longer;
    }

    /** With the remaining length (of one byte) made right, so that the damage behind it is reached. */
    private static byte[] reframed(byte[] bytes) {
        if (bytes.length >= 2 && bytes.length < 130) {
            bytes[1] = (byte) (bytes.length - 2);
        }
        return bytes;
    }
}
