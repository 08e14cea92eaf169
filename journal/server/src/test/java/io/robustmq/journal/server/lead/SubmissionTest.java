package io.robustmq.journal.server.lead;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.robustmq.journal.api.v1.Record;
import io.robustmq.journal.api.v1.Write;
import io.robustmq.journal.server.entry.RecordBytes;
import io.robustmq.journal.storage.record.Header;
import io.robustmq.journal.storage.record.LogRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubmissionTest {

    /** Else a request within the limit could be an entry that the log does not take. */
    @ParameterizedTest
    @CsvSource({"1,0,0", "1,1000000,3", "10000,0,0", "10000,1,20", "3,70000,0"})
    void takesNoMoreOnItsWayThanItSays(int records, int valueBytes, int headers) {
        Write.Builder write = Write.newBuilder();
        List<LogRecord> sent = new ArrayList<>();
        for (int i = 0; i < records; i++) {
            Record.Builder record = Record.newBuilder()
                    .setTopic(ByteString.copyFromUtf8("t"))
                    .setValue(ByteString.copyFrom(new byte[valueBytes]));
            for (int header = 0; header < headers; header++) {
                record.addHeaders(io.robustmq.journal.api.v1.Header.newBuilder().setName("h"));
            }
            write.addRecords(record);
            sent.add(LogRecord.message(
                    0,
                    new byte[] {'t'},
                    null,
                    Collections.nCopies(headers, new Header("h", new byte[0])),
                    new byte[valueBytes]));
        }

        assertThat(Submission.of(0, ByteString.EMPTY, 1, false, List.of(write.build()))
                        .bytes())
                .isGreaterThanOrEqualTo(RecordBytes.encode(sent).length);
    }
}
