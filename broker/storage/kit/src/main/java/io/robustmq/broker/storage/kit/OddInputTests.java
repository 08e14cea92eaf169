package io.robustmq.broker.storage.kit;

import static io.robustmq.broker.storage.kit.Records.bytes;
import static io.robustmq.broker.storage.kit.Records.readAll;
import static io.robustmq.broker.storage.kit.Records.record;
import static io.robustmq.broker.storage.kit.Records.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.broker.storage.spi.LogRecord;
import io.robustmq.broker.storage.spi.LogRecord.Header;
import io.robustmq.broker.storage.spi.ReadRequest;
import io.robustmq.broker.storage.spi.RecordPage;
import io.robustmq.broker.storage.spi.StateChange;
import io.robustmq.broker.storage.spi.TopicSelection;
import io.robustmq.broker.storage.spi.WriteBatch;
import io.robustmq.broker.storage.spi.Written;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The largest and the strangest that is allowed. */
public interface OddInputTests extends OnBench {

    private static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    @Test
    default void largePayloadsComeBack() {
        byte[] large = noise(10 << 20);
        Written written = write(shard(), record("t", "before"), record("t", large), record("t", "after"));
        RecordPage page =
                Answers.of(shard().read(new ReadRequest(written.firstOffset() + 1, TopicSelection.ALL, 1, 1_000)));

        assertThat(page.records().getFirst().record().value()).isEqualTo(large);
        assertThat(readAll(shard())).hasSize(3);
    }

    @Test
    default void theLargestKeyAndValueComeBack() {
        byte[] key = noise(StateChange.MAX_KEY_BYTES);
        byte[] value = noise(StateChange.MAX_VALUE_BYTES);
        Answers.of(shard().write(WriteBatch.of(new StateChange.Put(key, value))));

        assertThat(Answers.of(shard().get(key))).isEqualTo(value);
        Answers.of(shard().write(WriteBatch.of(new StateChange.Require(key, value), new StateChange.Delete(key))));
        assertThat(Answers.of(shard().get(key))).isNull();
    }

    @Test
    default void manyHeadersAndLongNamesComeBack() {
        List<Header> headers = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            headers.add(new Header("name " + i % 7, noise(i)));
        }
        headers.add(new Header("n".repeat(65_535), noise(70_000)));
        LogRecord record = new LogRecord(1, bytes("t"), noise(LogRecord.MAX_KEY_BYTES), headers, bytes("v"));
        write(shard(), record);

        assertThat(Records.full(readAll(shard()).getFirst().record())).isEqualTo(Records.full(record));
        assertThat(Answers.of(shard().last(noise(LogRecord.MAX_KEY_BYTES)))).isNotNull();
    }

    @Test
    default void aBatchOfManyRecordsAndChangesIsOne() {
        LogRecord[] records = new LogRecord[5_000];
        List<StateChange> changes = new ArrayList<>();
        for (int i = 0; i < records.length; i++) {
            records[i] = record("t/" + i % 50, "" + i);
            changes.add(State.put("k" + i, "" + i));
        }
        Written written = Answers.of(shard().write(new WriteBatch(List.of(records), changes)));

        assertThat(written.nextOffset() - written.firstOffset()).isEqualTo(records.length);
        assertThat(readAll(shard())).hasSize(records.length);
        assertThat(State.entries(shard(), new byte[0], new byte[0], 1_000)).hasSize(records.length);
    }

    @Test
    default void whatIsTooLargeIsRefusedWhereItIsMade() {
        assertThatThrownBy(() -> new StateChange.Put(new byte[0], new byte[0]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new StateChange.Put(new byte[StateChange.MAX_KEY_BYTES + 1], new byte[0]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new StateChange.Put(new byte[1], new byte[StateChange.MAX_VALUE_BYTES + 1]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> record("", "v")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> record("t".repeat(65_536), "v")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Records.keyed("k".repeat(LogRecord.MAX_KEY_BYTES + 1), "v"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Header("é".repeat(40_000), new byte[0]))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
