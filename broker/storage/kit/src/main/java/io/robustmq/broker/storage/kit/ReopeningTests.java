package io.robustmq.broker.storage.kit;

import static io.robustmq.broker.storage.kit.Records.at;
import static io.robustmq.broker.storage.kit.Records.bytes;
import static io.robustmq.broker.storage.kit.Records.keyed;
import static io.robustmq.broker.storage.kit.Records.payloads;
import static io.robustmq.broker.storage.kit.Records.readAll;
import static io.robustmq.broker.storage.kit.Records.record;
import static io.robustmq.broker.storage.kit.Records.text;
import static io.robustmq.broker.storage.kit.Records.write;
import static io.robustmq.broker.storage.kit.Records.writeMany;
import static io.robustmq.broker.storage.kit.State.change;
import static io.robustmq.broker.storage.kit.State.delete;
import static io.robustmq.broker.storage.kit.State.deleteRange;
import static io.robustmq.broker.storage.kit.State.entries;
import static io.robustmq.broker.storage.kit.State.put;
import static io.robustmq.broker.storage.kit.State.require;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.storage.spi.Storage;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.WriteBatch;
import io.robustmq.broker.storage.spi.Written;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is there after a storage is closed and opened again. */
public interface ReopeningTests extends OnBench {

    @Test
    default void recordsAndStateAreThereAgain() {
        List<String> expected = new ArrayList<>();
        for (int round = 0; round < 4; round++) {
            writeMany(shard(), "a", round * 10, round * 10 + 10);
            for (int i = 0; i < 10; i++) {
                expected.add("a:" + (round * 10 + i));
            }
            change(shard(), put("k" + round, "v"), put("last", "" + round));
            bench().reopen();
            assertThat(payloads(readAll(shard()))).isEqualTo(expected);
            assertThat(entries(shard())).hasSize(round + 2).contains("last=" + round);
        }
        change(shard(), delete("k0"), deleteRange("k2", "l"), put("k9", "x"));
        bench().reopen();
        assertThat(entries(shard())).containsExactly("k1=v", "k9=x", "last=3");
    }

    @Test
    default void offsetsGoOn() {
        Written before = write(shard(), record("a", "1"), record("a", "2"));
        change(shard(), put("k", "v"));
        long next = shard().nextOffset();
        bench().reopen();

        assertThat(shard().nextOffset()).isGreaterThanOrEqualTo(next);
        Written after = write(shard(), record("a", "3"));
        assertThat(after.firstOffset()).isGreaterThanOrEqualTo(before.nextOffset());
        assertThat(payloads(readAll(shard()))).containsExactly("1", "2", "3");
    }

    @Test
    default void offsetsAreNotGivenTwiceThoughAllIsGone() {
        Written before = write(shard(), record("a", "1"), record("a", "2"));
        Answers.of(shard().trim(before.nextOffset()));
        bench().reopen();
        Written after = write(shard(), record("a", "3"));

        assertThat(after.firstOffset()).isGreaterThanOrEqualTo(before.nextOffset());
    }

    @Test
    default void theNumberOfShardsIsKept() {
        Storage storage = bench().open(3);
        for (int i = 0; i < 3; i++) {
            write(storage.shard(i), record("t", "in " + i));
        }
        Storage again = bench().reopen();

        assertThat(again.shards()).isEqualTo(3);
        for (int i = 0; i < 3; i++) {
            assertThat(payloads(readAll(again.shard(i)))).containsExactly("in " + i);
        }
    }

    @Test
    default void topicsTimesAndKeysAreFoundAgain() {
        write(shard(), at(1_000, "1"), keyed("k", "2"), record("x", "3"), keyed("k", "4"), at(Records.NOON + 5, "5"));
        bench().reopen();
        write(shard(), record("x", "6"), at(Records.NOON + 9, "7"));
        List<Long> offsets =
                readAll(shard()).stream().map(stored -> stored.offset()).toList();

        assertThat(payloads(readAll(shard(), 0, Topics.exactly("x"), 10))).containsExactly("3", "6");
        assertThat(text(Answers.of(shard().last(bytes("k"))).record().value())).isEqualTo("4");
        assertThat(Answers.of(shard().offsetAt(1_001))).hasValue(offsets.get(1));
        assertThat(Answers.of(shard().offsetAt(Records.NOON + 1))).hasValue(offsets.get(4));
        assertThat(Answers.of(shard().offsetAt(Records.NOON + 6))).hasValue(offsets.get(6));
        Reader reader = Reader.greedy();
        shard().tail(offsets.get(3)).subscribe(reader);
        reader.awaitRecords(4);
        assertThat(payloads(reader.records())).containsExactly("4", "5", "6", "7");
    }

    @Test
    default void requirementsSeeWhatWasThere() {
        change(shard(), put("k", "v"));
        bench().reopen();

        assertThat(Answers.refusal(shard().write(WriteBatch.of(require("k", null))))
                        .kind())
                .isEqualTo(StorageException.Kind.CONFLICT);
        change(shard(), require("k", "v"), put("k", "w"));
    }

    @Test
    default void whatWasTrimmedStaysAway() {
        for (int i = 0; shard().startOffset() == 0; i++) {
            if (i > 20_000) {
                throw new AssertionError("nothing was ever trimmed");
            }
            write(shard(), record("t", i + "x".repeat(5_000)));
            if (i % 50 == 49) {
                Answers.of(shard().trim(shard().nextOffset()));
            }
        }
        long start = shard().startOffset();
        List<String> left = payloads(readAll(shard()));
        bench().reopen();

        assertThat(shard().startOffset()).isEqualTo(start);
        assertThat(payloads(readAll(shard()))).isEqualTo(left);
    }
}
