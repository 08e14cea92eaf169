package io.robustmq.broker.storage.kit;

import static io.robustmq.broker.storage.kit.Records.bytes;
import static io.robustmq.broker.storage.kit.Records.full;
import static io.robustmq.broker.storage.kit.Records.payloads;
import static io.robustmq.broker.storage.kit.Records.readAll;
import static io.robustmq.broker.storage.kit.Records.record;
import static io.robustmq.broker.storage.kit.Records.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.broker.storage.spi.LogRecord;
import io.robustmq.broker.storage.spi.LogRecord.Header;
import io.robustmq.broker.storage.spi.Shard;
import io.robustmq.broker.storage.spi.StateChange;
import io.robustmq.broker.storage.spi.Storage;
import io.robustmq.broker.storage.spi.StoredRecord;
import io.robustmq.broker.storage.spi.WriteBatch;
import io.robustmq.broker.storage.spi.Written;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What becomes of records that are written. */
public interface WritingTests extends OnBench {

    @Test
    default void aNewShardIsEmpty() {
        assertThat(readAll(shard())).isEmpty();
        assertThat(shard().startOffset()).isZero();
        assertThat(shard().nextOffset()).isGreaterThanOrEqualTo(0);
        assertThat(bench().storage().trouble()).isEmpty();
        assertThat(bench().storage().durability()).isNotNull();
    }

    @Test
    default void recordsOfABatchStandNextToEachOther() {
        Written first = write(shard(), record("a", "1"), record("b", "2"), record("a", "3"));
        Written second = write(shard(), record("a", "4"));

        assertThat(first.firstOffset()).isGreaterThanOrEqualTo(0);
        assertThat(first.nextOffset()).isEqualTo(first.firstOffset() + 3);
        assertThat(second.firstOffset()).isGreaterThanOrEqualTo(first.nextOffset());
        List<StoredRecord> all = readAll(shard());
        assertThat(payloads(all)).containsExactly("1", "2", "3", "4");
        assertThat(all.stream().map(StoredRecord::offset))
                .containsExactly(
                        first.firstOffset(), first.firstOffset() + 1, first.firstOffset() + 2, second.firstOffset());
    }

    @Test
    default void everyPartOfARecordComesBack() {
        LogRecord rich = new LogRecord(
                -5,
                bytes("räum/7/🌡"),
                bytes("schlüssel"),
                List.of(
                        new Header("a", bytes("1")),
                        new Header("", new byte[0]),
                        new Header("a", bytes("2")),
                        new Header("überschrift", new byte[] {0, -1, 127})),
                new byte[] {0, 1, 2, -1, -128});
        LogRecord bare = new LogRecord(0, bytes("t"), null, List.of(), new byte[0]);
        LogRecord emptyKey = new LogRecord(Long.MAX_VALUE, bytes("t"), new byte[0], List.of(), bytes("v"));
        write(shard(), rich, bare, emptyKey);

        assertThat(readAll(shard()).stream().map(stored -> full(stored.record())))
                .containsExactly(full(rich), full(bare), full(emptyKey));
    }

    @Test
    default void nextOffsetIsGreaterThanWhatCanBeRead() {
        Written written = write(shard(), record("a", "1"), record("a", "2"));

        assertThat(shard().nextOffset()).isGreaterThanOrEqualTo(written.nextOffset());
    }

    @Test
    default void aBatchOfChangesAloneTakesNoOffsets() {
        write(shard(), record("a", "1"));
        Written written = Answers.of(shard().write(WriteBatch.of(new StateChange.Put(bytes("k"), bytes("v")))));

        assertThat(written.nextOffset()).isEqualTo(written.firstOffset());
        assertThat(payloads(readAll(shard()))).containsExactly("1");
    }

    @Test
    default void anEmptyBatchIsDoneAfterThoseBeforeIt() {
        var first = shard().write(WriteBatch.of(record("a", "1")));
        Answers.of(shard().write(new WriteBatch(List.of(), List.of())));

        assertThat(first.toCompletableFuture()).isDone();
    }

    @Test
    default void theLogTakesMoreOfTheMediumAsItGrows() {
        write(shard(), record("a", new byte[100_000]));
        long before = shard().sizeBytes();
        write(shard(), record("a", new byte[100_000]));

        assertThat(shard().sizeBytes()).isGreaterThanOrEqualTo(before);
        Answers.until("the size shows", () -> shard().sizeBytes() > 0);
    }

    @Test
    default void shardsKnowNothingOfEachOther() {
        Storage storage = bench().open(3);
        assertThat(storage.shards()).isEqualTo(3);
        for (int i = 0; i < 3; i++) {
            Shard shard = storage.shard(i);
            assertThat(storage.shard(i)).isSameAs(shard);
            for (int n = 0; n <= i; n++) {
                Answers.of(shard.write(new WriteBatch(
                        List.of(record("t", i + "." + n)),
                        List.of(new StateChange.Put(bytes("k"), bytes("of " + i))))));
            }
        }

        assertThat(payloads(readAll(storage.shard(0)))).containsExactly("0.0");
        assertThat(payloads(readAll(storage.shard(1)))).containsExactly("1.0", "1.1");
        assertThat(payloads(readAll(storage.shard(2)))).containsExactly("2.0", "2.1", "2.2");
        assertThat(Answers.of(storage.shard(1).get(bytes("k")))).isEqualTo(bytes("of 1"));
        Answers.of(storage.shard(1).write(WriteBatch.of(new StateChange.DeleteRange(new byte[0], new byte[0]))));
        assertThat(Answers.of(storage.shard(1).get(bytes("k")))).isNull();
        assertThat(Answers.of(storage.shard(0).get(bytes("k")))).isEqualTo(bytes("of 0"));
        assertThat(Answers.of(storage.shard(2).get(bytes("k")))).isEqualTo(bytes("of 2"));
        assertThatThrownBy(() -> storage.shard(3)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    default void aSettingThatDoesNotExistIsNamed() {
        assertThatThrownBy(() -> bench().open(1, Map.of("no_such_setting", "1")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no_such_setting");
    }
}
