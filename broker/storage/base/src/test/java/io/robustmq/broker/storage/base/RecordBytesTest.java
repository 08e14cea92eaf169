package io.robustmq.broker.storage.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.broker.storage.spi.LogRecord;
import io.robustmq.broker.storage.spi.LogRecord.Header;
import io.robustmq.broker.storage.spi.StorageException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordBytesTest {

    @Test
    void theLayoutIsWhatItIs() {
        LogRecord record = new LogRecord(
                0x0102030405060708L,
                new byte[] {'t', '/'},
                new byte[] {'k'},
                List.of(new Header("é", new byte[] {9})),
                new byte[] {'v', 0});

        assertThat(HexFormat.of().formatHex(RecordBytes.encode(record)))
                .isEqualTo("0102030405060708" + "00000002" + "742f" + "00000001" + "6b" + "00000001" + "00000002"
                        + "c3a9" + "00000001" + "09" + "7600");
        assertThat(RecordBytes.timestampMillis(RecordBytes.encode(record))).isEqualTo(0x0102030405060708L);
    }

    @Test
    void noKeyIsNotAnEmptyOne() {
        LogRecord without = new LogRecord(1, new byte[1], null, List.of(), new byte[0]);
        LogRecord empty = new LogRecord(1, new byte[1], new byte[0], List.of(), new byte[0]);

        assertThat(RecordBytes.decode(RecordBytes.encode(without)).key()).isNull();
        assertThat(RecordBytes.decode(RecordBytes.encode(empty)).key()).isEmpty();
    }

    @Test
    void whatIsCutOrWrongIsRefused() {
        byte[] bytes = RecordBytes.encode(
                new LogRecord(1, new byte[3], new byte[3], List.of(new Header("h", new byte[3])), new byte[0]));
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> RecordBytes.decode(cut))
                    .as("%d bytes", length)
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.FAILED));
        }
        bytes[8] = (byte) 0x80; // the topic has a negative length
        assertThatThrownBy(() -> RecordBytes.decode(bytes)).isInstanceOf(StorageException.class);
    }
}
