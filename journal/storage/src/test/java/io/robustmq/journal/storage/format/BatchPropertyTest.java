package io.robustmq.journal.storage.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.journal.storage.record.Header;
import io.robustmq.journal.storage.record.LogRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** What goes into a batch comes out of it; and what was changed on the way does not. */
class BatchPropertyTest {

    @Provide
    Arbitrary<List<LogRecord>> records() {
        Arbitrary<byte[]> bytes = Arbitraries.bytes().array(byte[].class).ofMaxSize(300);
        Arbitrary<byte[]> topics =
                Arbitraries.of("", "a", "a/b", "plant/7/temperature").map(String::getBytes);
        Arbitrary<List<Header>> headers = Combinators.combine(
                        Arbitraries.strings().ofMaxLength(10), bytes)
                .as(Header::new)
                .list()
                .ofMaxSize(3);
        return Combinators.combine(
                        Arbitraries.bytes().between((byte) 0, (byte) 63),
                        Arbitraries.longs(),
                        topics,
                        bytes.injectNull(0.3),
                        headers,
                        bytes)
                .as(LogRecord::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(40);
    }

    private static BatchHeader encode(
            List<LogRecord> records, Compression compression, long baseOffset, int gap, ByteSink to) {
        BatchEncoder encoder = new BatchEncoder(compression);
        encoder.begin();
        long offset = baseOffset;
        for (LogRecord record : records) {
            encoder.add(offset, record);
            offset += 1 + gap;
        }
        return encoder.finish(to, gap == 1, 77);
    }

    @Property(tries = 300)
    void comesOutAsItWentIn(
            @ForAll("records") List<LogRecord> records,
            @ForAll Compression compression,
            @ForAll @LongRange(min = 0) long somewhere,
            @ForAll @IntRange(max = 1000) int gap) {
        long baseOffset = somewhere >>> 1;
        ByteSink bytes = new ByteSink(16);
        bytes.putLong(0);
        BatchHeader written = encode(records, compression, baseOffset, gap, bytes);
        BatchHeader header = BatchHeader.read(bytes.array(), 8, bytes.size());
        assertThat(header).isEqualTo(written);
        assertThat(header.syncedPosition()).isEqualTo(77);
        assertThat(header.length()).isEqualTo(bytes.size() - 8);

        BatchDecoder decoder = new BatchDecoder();
        decoder.open(bytes.array(), 8, header);
        List<LogRecord> read = new ArrayList<>();
        while (decoder.next()) {
            assertThat(decoder.offset()).isEqualTo(baseOffset + (long) read.size() * (gap + 1));
            read.add(decoder.record());
        }
        assertThat(read).usingRecursiveComparison().isEqualTo(records);
        assertThat(records.stream().mapToInt(LogRecord::sizeBytes).sum() + BatchHeader.BYTES)
                .as("what limits reckon with")
                .isGreaterThanOrEqualTo(header.bodyLength());
    }

    @Property(tries = 300)
    void isNotReadWhenABitWasChanged(
            @ForAll("records") List<LogRecord> records,
            @ForAll Compression compression,
            @ForAll @IntRange(max = 1_000_000) int where) {
        ByteSink bytes = new ByteSink(16);
        encode(records, compression, 5, 0, bytes);
        byte[] changed = Arrays.copyOf(bytes.array(), bytes.size());
        changed[where % changed.length] ^= (byte) (1 << (where % 8));
        assertThat(BatchHeader.read(changed, 0, changed.length)).isNull();
    }

    @Property(tries = 300)
    void neverReadsBesideTheArrayWhateverTheBytes(
            @ForAll("records") List<LogRecord> records,
            @ForAll Compression compression,
            @ForAll @IntRange(max = 1_000_000) int where,
            @ForAll byte by) {
        ByteSink bytes = new ByteSink(16);
        BatchHeader header = encode(records, compression, 5, 0, bytes);
        byte[] changed = Arrays.copyOf(bytes.array(), bytes.size());
        changed[BatchHeader.BYTES + where % (changed.length - BatchHeader.BYTES)] ^= by;
        BatchDecoder decoder = new BatchDecoder();
        int count = 0;
        try {
            decoder.open(changed, 0, header);
            while (decoder.next()) {
                decoder.record();
                count++;
            }
        } catch (IndexOutOfBoundsException | IllegalArgumentException | ArithmeticException nonsense) {
            return;
        }
        assertThat(count).isEqualTo(records.size());
    }
}
