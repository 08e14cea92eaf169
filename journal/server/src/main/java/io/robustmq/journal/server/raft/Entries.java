package io.robustmq.journal.server.raft;

import com.google.protobuf.InvalidProtocolBufferException;
import io.robustmq.journal.api.v1.Receipt;
import io.robustmq.journal.server.disk.PlacedReceipt;
import io.robustmq.journal.server.entry.EntryHeader;
import io.robustmq.journal.server.entry.Kinds;
import io.robustmq.journal.storage.record.LogRecord;
import java.util.ArrayList;
import java.util.List;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;

/** What is in an entry of Ratis. */
final class Entries {

    private Entries() {}

    /** Whether it is one of ours, which has a header. */
    static boolean hasHeader(LogEntryProto entry) {
        return entry.hasStateMachineLogEntry();
    }

    static EntryHeader header(LogEntryProto entry) {
        return EntryHeader.decode(entry.getStateMachineLogEntry().getLogData().asReadOnlyByteBuffer());
    }

    /** @param records all but the mark */
    static List<PlacedReceipt> receipts(EntryHeader header, List<LogRecord> records) {
        List<PlacedReceipt> receipts = new ArrayList<>();
        long offset = header.baseOffset() + 1;
        for (LogRecord record : records) {
            if (record.kind() == Kinds.RECEIPT) {
                receipts.add(placed(record, offset));
            }
            offset++;
        }
        return receipts;
    }

    private static PlacedReceipt placed(LogRecord record, long offset) {
        try {
            Receipt receipt = Receipt.parseFrom(record.value());
            long records = receipt.getRecordsList().stream()
                    .mapToLong(Integer::longValue)
                    .sum();
            return new PlacedReceipt(receipt, offset - records);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("the receipt at offset " + offset + " cannot be read", e);
        }
    }
}
