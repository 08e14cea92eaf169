package io.robustmq.journal.server.rpc;

import com.google.protobuf.UnsafeByteOperations;
import io.robustmq.journal.api.v1.Header;
import io.robustmq.journal.api.v1.Record;
import io.robustmq.journal.api.v1.StoredRecord;
import io.robustmq.journal.storage.record.LogRecord;
import io.robustmq.journal.storage.record.TopicRange;
import io.robustmq.journal.storage.record.TopicSelection;
import java.util.ArrayList;
import java.util.List;

/** Records and selections, from and to messages. Bytes are shared, not copied: nobody changes them. */
final class Messages {

    private Messages() {}

    static StoredRecord of(io.robustmq.journal.storage.record.StoredRecord stored) {
        LogRecord from = stored.record();
        Record.Builder record = Record.newBuilder()
                .setTimestampMillis(from.timestampMillis())
                .setTopic(UnsafeByteOperations.unsafeWrap(from.topic()))
                .setValue(UnsafeByteOperations.unsafeWrap(from.value()));
        byte[] key = from.key();
        if (key != null) {
            record.setKey(UnsafeByteOperations.unsafeWrap(key));
        }
        from.headers()
                .forEach(header -> record.addHeaders(Header.newBuilder()
                        .setName(header.name())
                        .setValue(UnsafeByteOperations.unsafeWrap(header.value()))));
        return StoredRecord.newBuilder()
                .setOffset(stored.offset())
                .setRecord(record)
                .build();
    }

    static TopicSelection selection(List<io.robustmq.journal.api.v1.TopicRange> ranges) {
        if (ranges.isEmpty()) {
            return TopicSelection.ALL;
        }
        List<TopicRange> of = new ArrayList<>(ranges.size());
        ranges.forEach(range -> of.add(
                new TopicRange(range.getFirst().toByteArray(), range.getLast().toByteArray())));
        return TopicSelection.of(of);
    }
}
