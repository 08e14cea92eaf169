package io.robustmq.broker.core.subscription;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.random.RandomGenerator;

/**
 * A hash of bytes that a client cannot steer: its seed is drawn by chance, so that nobody can prepare level names
 * that fall on one slot. Eight bytes a step, each folded in by a 64 by 64 bit multiplication.
 */
final class SeededHash {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long LAST = 0x9E3779B97F4A7C15L; // the golden ratio: odd, its bits evenly mixed

    private final long seed;
    private final long step;

    SeededHash(RandomGenerator chance) {
        seed = chance.nextLong();
        step = chance.nextLong() | 1;
    }

    /** The hash of {@code bytes[from..to)}. */
    int of(byte[] bytes, int from, int to) {
        long hash = seed + (to - from);
        int at = from;
        for (; to - at >= Long.BYTES; at += Long.BYTES) {
            hash = fold(hash ^ (long) LONGS.get(bytes, at), step);
        }
        hash = fold(hash ^ rest(bytes, at, to), LAST);
        return (int) (hash ^ (hash >>> 32));
    }

    /** Up to seven bytes as one number; the length is part of the seed, so zero bytes in front do not matter. */
    private static long rest(byte[] bytes, int from, int to) {
        int at = from;
        long rest = 0;
        if (to - at >= Integer.BYTES) {
            rest = (int) INTS.get(bytes, at) & 0xFFFF_FFFFL;
            at += Integer.BYTES;
        }
        for (; at < to; at++) {
            rest = rest << 8 | (bytes[at] & 0xFF);
        }
        return rest;
    }

    private static long fold(long a, long b) {
        return Math.multiplyHigh(a, b) ^ (a * b);
    }
}
