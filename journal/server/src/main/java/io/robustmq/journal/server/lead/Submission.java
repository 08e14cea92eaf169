package io.robustmq.journal.server.lead;

import com.google.protobuf.ByteString;
import io.robustmq.journal.api.v1.Appended;
import io.robustmq.journal.api.v1.Record;
import io.robustmq.journal.api.v1.Write;
import io.robustmq.journal.server.entry.RecordBytes;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * Something that is to be written to a shard.
 *
 * @param producer who sends it again if the outcome is unknown; empty: nobody
 * @param sequence of the producer, from 1
 * @param gap whether requests between the last one that arrived and this one are given up: they will not be made any more
 * @param writes each made or refused by itself
 * @param trimBefore nobody needs records of the shard below it, if present
 * @param bytes how many it takes on its way to the others, at most
 * @param answer how it ended; fails with {@link JournalFault}
 */
public record Submission(
        int shard,
        ByteString producer,
        long sequence,
        boolean gap,
        List<Write> writes,
        OptionalLong trimBefore,
        int bytes,
        CompletableFuture<Appended> answer) {

    /** Some writes of a producer. */
    public static Submission of(int shard, ByteString producer, long sequence, boolean gap, List<Write> writes) {
        long bytes = 64;
        for (Write write : writes) {
            bytes += 32L + write.getSerializedSize();
            for (Record record : write.getRecordsList()) {
                bytes += RecordBytes.MOST_BYTES_MORE + RecordBytes.MOST_HEADER_BYTES_MORE * record.getHeadersCount();
            }
        }
        return new Submission(
                shard,
                producer,
                sequence,
                gap,
                writes,
                OptionalLong.empty(),
                (int) Math.min(bytes, Integer.MAX_VALUE),
                new CompletableFuture<>());
    }

    /** What is not needed any more. */
    public static Submission trim(int shard, long before) {
        return new Submission(
                shard, ByteString.EMPTY, 0, false, List.of(), OptionalLong.of(before), 64, new CompletableFuture<>());
    }

    Source source() {
        return new Source(shard, producer);
    }

    /** A producer, at a shard. */
    record Source(int shard, ByteString producer) {}
}
