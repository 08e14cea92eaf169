package io.robustmq.journal.storage.format;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;

/** How the body of a batch is stored. A batch that would not get smaller is stored plain, whatever the setting. */
public enum Compression {
    NONE(0),
    /** Fast. */
    LZ4(1),
    /** Smaller. */
    ZSTD(2);

    private static final int ZSTD_LEVEL = 3;
    private static final LZ4Factory LZ4_CODEC = LZ4Factory.fastestInstance();

    private final int code;

    Compression(int code) {
        this.code = code;
    }

    /** As written in a batch's header. */
    int code() {
        return code;
    }

    static Compression ofCode(int code) {
        return switch (code) {
            case 0 -> NONE;
            case 1 -> LZ4;
            case 2 -> ZSTD;
            default -> throw new IndexOutOfBoundsException("Compression of kind " + code);
        };
    }

    /** How many bytes a compressed body may need at most. */
    int bound(int bytes) {
        return switch (this) {
            case NONE -> bytes;
            case LZ4 -> LZ4_CODEC.fastCompressor().maxCompressedLength(bytes);
            case ZSTD -> Math.toIntExact(Zstd.compressBound(bytes));
        };
    }

    /** Appends the compressed form of some bytes to a sink; returns its length. */
    int compress(byte[] from, int length, ByteSink to) {
        if (this == NONE) {
            to.put(from, 0, length);
            return length;
        }
        int bound = bound(length);
        to.require(bound);
        int written = this == LZ4
                ? LZ4_CODEC.fastCompressor().compress(from, 0, length, to.array(), to.size(), bound)
                : (int) Zstd.compressByteArray(to.array(), to.size(), bound, from, 0, length, ZSTD_LEVEL);
        to.skip(written);
        return written;
    }

    /** Fills exactly {@code length} bytes of {@code to}, or throws {@link IndexOutOfBoundsException}. */
    void decompress(byte[] from, int at, int stored, byte[] to, int length) {
        long got =
                switch (this) {
                    case NONE -> {
                        System.arraycopy(from, at, to, 0, length);
                        yield stored;
                    }
                    case LZ4 -> {
                        try {
                            yield LZ4_CODEC.safeDecompressor().decompress(from, at, stored, to, 0, length);
                        } catch (LZ4Exception fault) {
                            throw new IndexOutOfBoundsException("LZ4: " + fault.getMessage());
                        }
                    }
                    case ZSTD -> {
                        try {
                            yield Zstd.decompressByteArray(to, 0, length, from, at, stored);
                        } catch (ZstdException fault) {
                            throw new IndexOutOfBoundsException("Zstandard: " + fault.getMessage());
                        }
                    }
                };
        if (got != length) {
            throw new IndexOutOfBoundsException("A body of " + got + " bytes instead of " + length);
        }
    }
}
