package io.robustmq.broker.mqtt.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.robustmq.broker.mqtt.MalformedPacketException;
import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.packet.Packet;
import io.robustmq.broker.mqtt.testkit.Bytes;
import io.robustmq.broker.mqtt.testkit.ClientEncoder;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A million packets that were right before something was done to them. The decoder must return a packet, wait for more,
 * or throw {@link MalformedPacketException}; the bytes behind the packet must not matter; and it must not take memory
 * out of proportion to the packet. The seed is fixed: a failure names the bytes.
 */
class SurvivesMutationsTest {
    private static final int MUTATIONS = 1_000_000;
    private static final long SEED = 20_240_229;

    /** Per decode: the exception or the records of an empty packet. */
    private static final int BASE_BYTES = 4_096;

    /** A user property of two characters takes seven bytes on the wire and about 120 in memory. */
    private static final int BYTES_PER_BYTE = 40;

    /** Leak detection would take a stack trace at every access. */
    private static final UnpooledByteBufAllocator UNTRACKED = new UnpooledByteBufAllocator(true, true);

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Map<ProtocolVersion, PacketDecoder> connected = new EnumMap<>(ProtocolVersion.class);
    private final ByteBuf exact = UNTRACKED.heapBuffer(4_096);
    private final ByteBuf followed = UNTRACKED.directBuffer(4_096);

    @AfterEach
    void releaseTheBuffers() {
        exact.release();
        followed.release();
    }

    @Test
    void neverFailsInAnyOtherWay() {
        List<PacketCase> cases = DecodesWhatClientsSendTest.allowed().toList();
        List<byte[]> seeds = cases.stream().map(PacketCase::bytes).toList();
        for (ProtocolVersion version : ProtocolVersion.values()) {
            connected.put(version, Wire.connected(version));
        }
        Mutator mutator = new Mutator(new SplittableRandom(SEED), seeds);
        int packets = 0;
        for (int i = 0; i < MUTATIONS; i++) {
            int picked = mutator.pick();
            byte[] bytes = mutator.mutate(seeds.get(picked));
            boolean isConnect = seeds.get(picked)[0] == 0x10;
            if (check(bytes, cases.get(picked).version(), isConnect, i)) {
                packets++;
            }
        }
        // neither all broken nor all whole, or the mutations are worth nothing
        assertThat(packets).isBetween(MUTATIONS / 20, MUTATIONS / 2);
    }

    /** Whether the bytes were still a packet. */
    private boolean check(byte[] bytes, ProtocolVersion version, boolean isConnect, int round) {
        exact.clear().writeBytes(bytes);
        long before = threads.getCurrentThreadAllocatedBytes();
        Object outcome = decode(exact, version, isConnect, bytes);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        if (round > MUTATIONS / 10
                && allocated > limitBytes(bytes)
                && !isProportionateAgain(bytes, version, isConnect)) {
            throw new AssertionError(allocated + " bytes of memory for " + Bytes.show(bytes));
        }
        if (outcome == null) {
            require(exact.readerIndex() == 0, "bytes were taken but no packet returned", bytes);
            return false;
        }
        followed.clear()
                .writeZero(3)
                .writeBytes(bytes)
                .writeLong(0x6162_6300_FFFF_FF7FL)
                .readerIndex(3);
        Object again = decode(followed, version, isConnect, bytes);
        if (outcome instanceof Packet packet) {
            int length = frameLength(bytes);
            require(exact.readerIndex() == length, "not exactly the packet was taken", bytes);
            require(followed.readerIndex() == 3 + length, "not exactly the packet was taken", bytes);
            require(
                    again instanceof Packet same && (round % 8 > 0 || isSame(packet, same, version)),
                    "what follows the packet made a difference",
                    bytes);
            return true;
        }
        require(outcome.equals(again), "what follows the packet made a difference", bytes);
        return false;
    }

    private static long limitBytes(byte[] bytes) {
        return BASE_BYTES + (long) BYTES_PER_BYTE * bytes.length;
    }

    /** What the JVM takes on this thread's account, once, to load or link something is not the decoder's: it does not recur. */
    private boolean isProportionateAgain(byte[] bytes, ProtocolVersion version, boolean isConnect) {
        ByteBuf copy = UNTRACKED.heapBuffer(bytes.length).writeBytes(bytes);
        long before = threads.getCurrentThreadAllocatedBytes();
        decode(copy, version, isConnect, bytes);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        copy.release();
        return allocated <= limitBytes(bytes);
    }

    private static boolean isSame(Packet one, Packet other, ProtocolVersion version) {
        return Arrays.equals(ClientEncoder.encode(one, version), ClientEncoder.encode(other, version));
    }

    /** A packet, null, or the words of the refusal. */
    private @Nullable Object decode(ByteBuf in, ProtocolVersion version, boolean isConnect, byte[] bytes) {
        PacketDecoder decoder = isConnect ? new PacketDecoder(Wire.MAXIMUM_PACKET_BYTES) : connected.get(version);
        try {
            return decoder.decode(in);
        } catch (MalformedPacketException e) {
            return e.reason() + " " + e.getMessage();
        } catch (RuntimeException e) {
            throw new AssertionError(Bytes.show(bytes), e);
        }
    }

    private static int frameLength(byte[] bytes) {
        int length = 0;
        int at = 1;
        do {
            length |= (bytes[at] & 127) << (7 * (at - 1));
        } while (bytes[at++] < 0);
        return at + length;
    }

    private static void require(boolean holds, String otherwise, byte[] bytes) {
        if (!holds) {
            throw new AssertionError(otherwise + ": " + Bytes.show(bytes));
        }
    }
}
