package io.robustmq.broker.storage.kit;

import static io.robustmq.broker.storage.kit.Records.full;
import static io.robustmq.broker.storage.kit.Records.payloads;
import static io.robustmq.broker.storage.kit.Records.readAll;
import static io.robustmq.broker.storage.kit.Records.record;
import static io.robustmq.broker.storage.kit.Records.write;
import static io.robustmq.broker.storage.kit.Records.writeMany;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.storage.spi.Shard;
import io.robustmq.broker.storage.spi.StateChange;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.WriteBatch;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Following a log. */
public interface TailingTests extends OnBench {

    private Reader follow(Reader reader, long from) {
        shard().tail(from).subscribe(reader);
        return reader;
    }

    @Test
    default void whatIsThereComesFirstThenWhatIsNew() {
        write(shard(), record("a", "1"), record("a", "2"));
        Reader reader = follow(Reader.greedy(), 0);
        reader.awaitRecords(2);
        write(shard(), record("b", "3"));
        reader.awaitRecords(3);

        assertThat(payloads(reader.records())).containsExactly("1", "2", "3");
    }

    @Test
    default void aTailBeginsInTheMiddleOrAtTheEnd() {
        writeMany(shard(), "a", 0, 10);
        Reader middle = follow(Reader.greedy(), readAll(shard()).get(7).offset());
        Reader end = follow(Reader.greedy(), shard().nextOffset());
        write(shard(), record("a", "new"));

        middle.awaitRecords(4);
        end.awaitRecords(1);
        assertThat(payloads(middle.records())).containsExactly("a:7", "a:8", "a:9", "new");
        assertThat(payloads(end.records())).containsExactly("new");
    }

    @Test
    default void whoRequestsNothingGetsNothing() {
        writeMany(shard(), "a", 0, 10);
        Reader patient = follow(Reader.patient(), 0);
        Reader greedy = follow(Reader.greedy(), 0);
        greedy.awaitRecords(10);
        write(shard(), record("a", "new"));
        greedy.awaitRecords(11);

        assertThat(patient.pages()).isZero();
        patient.subscription().request(1);
        patient.awaitPages(1);
        assertThat(patient.records().getFirst().offset())
                .isEqualTo(greedy.records().getFirst().offset());
    }

    @Test
    default void aPageComesForEachOneRequested() {
        Reader patient = follow(Reader.patient(), 0);
        Reader greedy = follow(Reader.greedy(), 0);
        patient.subscription().request(2);
        for (int i = 0; i < 5; i++) {
            write(shard(), record("a", "" + i));
            greedy.awaitRecords(i + 1);
            if (i < 2) {
                patient.awaitPages(i + 1);
            }
        }
        assertThat(patient.pages()).isEqualTo(2);
        assertThat(payloads(patient.records())).containsExactly("0", "1");

        patient.subscription().request(100);
        patient.awaitRecords(5);
        assertThat(payloads(patient.records())).containsExactly("0", "1", "2", "3", "4");
    }

    @Test
    default void aLongLogComesInPages() {
        byte[] value = new byte[100_000];
        for (int i = 0; i < 100; i++) {
            shard().write(WriteBatch.of(record("a", value)));
        }
        Answers.of(shard().write(new WriteBatch(List.of(), List.of())));
        Reader reader = follow(Reader.greedy(), 0);
        reader.awaitRecords(100);

        assertThat(reader.pages()).as("10 MB do not come at once").isGreaterThan(1);
    }

    @Test
    default void changesOfTheStateDoNotShow() {
        Reader reader = follow(Reader.greedy(), 0);
        for (int i = 0; i < 5; i++) {
            Answers.of(shard().write(WriteBatch.of(new StateChange.Put(new byte[] {1}, new byte[] {(byte) i}))));
        }
        write(shard(), record("a", "1"));
        reader.awaitRecords(1);

        assertThat(payloads(reader.records())).containsExactly("1");
    }

    @Test
    default void whoHasCancelledGetsNoMore() {
        Reader reader = follow(Reader.greedy(), 0);
        Reader other = follow(Reader.greedy(), 0);
        write(shard(), record("a", "1"));
        reader.awaitRecords(1);
        other.awaitRecords(1);
        reader.subscription().cancel();
        reader.subscription().cancel();
        reader.subscription().request(1);
        write(shard(), record("a", "2"));
        other.awaitRecords(2);
        bench().close();
        other.awaitError();

        assertThat(payloads(reader.records())).containsExactly("1");
        assertThat(reader.error()).isNull();
    }

    @Test
    default void requestingNoPagesIsAnError() {
        Reader reader = follow(Reader.patient(), 0);
        reader.subscription().request(0);

        assertThat(reader.awaitError()).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    default void whatATailShowsIsDone() {
        Shard shard = shard();
        Reader reader = follow(
                Reader.checking(page -> assertThat(shard.nextOffset())
                        .isGreaterThan(page.records().getLast().offset())),
                0);
        writeMany(shard, "a", 0, 2_000);
        reader.awaitRecords(2_000);

        assertThat(payloads(reader.records()))
                .isEqualTo(IntStream.range(0, 2_000).mapToObj(i -> "a:" + i).toList());
    }

    @Test
    default void manyFollowAtTheirOwnPace() {
        List<Reader> greedy =
                IntStream.range(0, 20).mapToObj(i -> follow(Reader.greedy(), 0)).toList();
        List<Reader> slow = IntStream.range(0, 20)
                .mapToObj(i -> follow(Reader.patient(), 0))
                .toList();
        for (int i = 0; i < 20; i++) {
            writeMany(shard(), "a", i * 50, i * 50 + 50);
            slow.get(i).subscription().request(1_000);
        }
        List<String> all = readAll(shard()).stream().map(Records::full).toList();

        assertThat(all).hasSize(1_000);
        for (List<Reader> readers : List.of(greedy, slow)) {
            for (Reader reader : readers) {
                reader.awaitRecords(1_000);
                assertThat(reader.records().stream().map(stored -> full(stored)))
                        .containsExactlyElementsOf(all);
            }
        }
    }

    @Test
    default void closingEndsEveryTail() {
        write(shard(), record("a", "1"));
        Shard shard = shard();
        Reader atEnd = follow(Reader.greedy(), 0);
        Reader patient = follow(Reader.patient(), 0);
        atEnd.awaitRecords(1);
        bench().close();
        Reader late = Reader.greedy();
        shard.tail(0).subscribe(late);

        for (Reader reader : List.of(atEnd, patient, late)) {
            assertThat(reader.awaitError()).isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.kind())
                    .isEqualTo(StorageException.Kind.CLOSED));
        }
    }
}
