package io.robustmq.broker.storage.s3;

import static io.robustmq.broker.storage.kit.Records.bytes;
import static io.robustmq.broker.storage.kit.Records.payloads;
import static io.robustmq.broker.storage.kit.Records.readAll;
import static io.robustmq.broker.storage.kit.Records.record;
import static io.robustmq.broker.storage.kit.Records.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.broker.storage.kit.Answers;
import io.robustmq.broker.storage.s3.UnreliableStore.Fate;
import io.robustmq.broker.storage.s3.store.ObjectStore.Listed;
import io.robustmq.broker.storage.s3.store.S3ObjectStore;
import io.robustmq.broker.storage.spi.RetentionLimits;
import io.robustmq.broker.storage.spi.Shard;
import io.robustmq.broker.storage.spi.StateChange;
import io.robustmq.broker.storage.spi.Storage;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import io.robustmq.broker.storage.spi.StorageSettings;
import io.robustmq.broker.storage.spi.WriteBatch;
import io.robustmq.broker.storage.spi.Written;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only this adapter can get wrong: two writers, lost answers, snapshots, objects that stay too long or go too early. */
class S3StorageTest {
    static Bucket bucket;
    static int prefixes;

    @TempDir
    Path folder;

    S3ObjectStore objects;
    String prefix;
    final List<Storage> opened = new ArrayList<>();

    @BeforeAll
    static void startServer() {
        bucket = Bucket.start();
    }

    @AfterAll
    static void stopServer() {
        bucket.close();
    }

    @BeforeEach
    void prepare() {
        prefix = "test" + prefixes++ + "/";
        objects = bucket.store();
    }

    @AfterEach
    void tidy() {
        opened.forEach(Storage::close);
        objects.close();
    }

    @Test
    void whoIsTakenOverWritesNothingMore() {
        Shard first = open(folder).shard(0);
        write(first, record("t", "1"));
        Shard second = open(folder).shard(0);
        write(second, record("t", "2"));

        assertThat(Answers.refusal(first.write(WriteBatch.of(record("t", "late"))))
                        .kind())
                .isEqualTo(Kind.FAILED);
        assertThat(Answers.refusal(first.write(WriteBatch.of(record("t", "later")))))
                .hasMessageContaining("taken over");
        assertThat(payloads(readAll(second))).containsExactly("1", "2");
    }

    @Test
    void twoWhoWriteAtOnceNeverOwnTheSameOffsets() {
        for (int round = 0; round < 10; round++) {
            Shard old = open(folder).shard(0);
            List<CompletionStage<Written>> ofOld = new ArrayList<>();
            Thread writer = Thread.ofPlatform().start(() -> {
                for (int i = 0; i < 200; i++) {
                    ofOld.add(old.write(WriteBatch.of(record("t", "old"))));
                }
            });
            Shard taker = open(folder).shard(0);
            List<Long> offsets = new ArrayList<>();
            offsets.add(write(taker, record("t", "new")).firstOffset());
            join(writer);
            for (CompletionStage<Written> stage : ofOld) {
                try {
                    offsets.add(Answers.of(stage).firstOffset());
                } catch (StorageException e) {
                    assertThat(e.kind()).isEqualTo(Kind.FAILED);
                }
            }
            assertThat(offsets).doesNotHaveDuplicates();
            assertThat(readAll(taker).stream().map(stored -> stored.offset())).containsAll(offsets);
        }
    }

    @Test
    void aBrokerThatIsAliveKeepsItsData() {
        Storage first = open(folder, "lease", "2s");
        assertThatThrownBy(() -> open(folder.resolve("other"), "lease", "2s"))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("which is alive");
        write(first.shard(0), record("t", "1"));
        first.close();

        assertThat(payloads(readAll(open(folder.resolve("other")).shard(0)))).containsExactly("1");
    }

    @Test
    void aLostWriteIsUnavailableAndTheNextTakesItsPlace() {
        UnreliableStore store = new UnreliableStore(bucket.store());
        Shard shard = open(store).shard(0);
        write(shard, record("t", "1"));
        store.fate = Fate.LOST;
        assertThat(Answers.refusal(shard.write(WriteBatch.of(record("t", "lost"))))
                        .kind())
                .isEqualTo(Kind.UNAVAILABLE);
        store.fate = Fate.ANSWERED;
        write(shard, record("t", "2"));

        assertThat(payloads(readAll(shard))).containsExactly("1", "2");
        assertThat(payloads(readAll(open(folder).shard(0)))).containsExactly("1", "2");
    }

    @Test
    void aWriteWhoseAnswerIsLostIsThereOnceAndComesBeforeTheNext() {
        UnreliableStore store = new UnreliableStore(bucket.store());
        Shard shard = open(store).shard(0);
        store.fate = Fate.UNANSWERED;
        assertThat(Answers.refusal(shard.write(new WriteBatch(
                                List.of(record("t", "unanswered")),
                                List.of(new StateChange.Put(bytes("k"), bytes("v"))))))
                        .kind())
                .isEqualTo(Kind.UNAVAILABLE);
        store.fate = Fate.ANSWERED;
        Answers.of(shard.write(new WriteBatch(
                List.of(record("t", "next")), List.of(new StateChange.Require(bytes("k"), bytes("v"))))));

        assertThat(payloads(readAll(shard))).containsExactly("unanswered", "next");
        assertThat(payloads(readAll(open(folder).shard(0)))).containsExactly("unanswered", "next");
    }

    @Test
    void whatWasInDoubtIsSettledThoughNobodyWrites() {
        UnreliableStore store = new UnreliableStore(bucket.store());
        Shard shard = open(store).shard(0);
        store.fate = Fate.UNANSWERED;
        Answers.refusal(shard.write(WriteBatch.of(record("t", "unanswered"))));
        assertThat(shard.nextOffset()).isZero();
        store.fate = Fate.ANSWERED;

        Answers.until("it shows", () -> shard.nextOffset() == 1);
        assertThat(payloads(readAll(shard))).containsExactly("unanswered");
    }

    @Test
    void aWriteThatArrivesLateCannotPushAsideWhatWasAcknowledgedMeanwhile() {
        UnreliableStore store = new UnreliableStore(bucket.store());
        Shard shard = open(store).shard(0);
        store.fate = Fate.LATE;
        Answers.refusal(shard.write(WriteBatch.of(record("t", "late"))));
        store.fate = Fate.ANSWERED;
        write(shard, record("t", "acknowledged"));
        store.arrive();

        assertThat(payloads(readAll(open(folder).shard(0)))).containsExactly("acknowledged");
    }

    @Test
    void troubleIsToldAndForgotten() {
        UnreliableStore store = new UnreliableStore(bucket.store());
        Storage storage = open(store);
        store.fate = Fate.LOST;
        Answers.refusal(storage.shard(0).write(WriteBatch.of(record("t", "x"))));
        assertThat(storage.trouble()).contains("does not answer");
        store.fate = Fate.ANSWERED;
        write(storage.shard(0), record("t", "y"));

        assertThat(storage.trouble()).isEmpty();
    }

    @Test
    void aStartReadsTheSnapshotAndNotEverything() {
        Storage first = open(folder, "snapshot_bytes", "64KiB");
        Shard shard = first.shard(0);
        for (int i = 0; i < 400; i++) {
            Answers.of(shard.write(new WriteBatch(
                    List.of(record("t/" + i % 7, i + "x".repeat(1_000))),
                    List.of(new StateChange.Put(bytes("k" + i % 50), bytes("" + i))))));
        }
        Answers.until(
                "a snapshot is there", () -> !listed("shard-0000/snapshot/").isEmpty());
        first.close();
        UnreliableStore store = new UnreliableStore(bucket.store());
        Shard again = open(store).shard(0);

        assertThat(store.gets()).isLessThan(150);
        assertThat(readAll(again)).hasSize(400);
        assertThat(Answers.of(again.get(bytes("k49")))).isEqualTo(bytes("399"));
        assertThat(Answers.of(again.get(bytes("k0")))).isEqualTo(bytes("350"));
    }

    @Test
    void whatNobodyNeedsIsDeletedAfterAWhileAndWhatIsNeededStays() {
        String[] quickly = {
            "snapshot_bytes", "64KiB", "delete_after", "4s", "timeout", "1s", "retention_interval", "100ms"
        };
        Storage first = open(folder, quickly);
        Shard shard = first.shard(0);
        for (int i = 0; i < 300; i++) {
            Answers.of(shard.write(new WriteBatch(
                    i % 2 == 0 ? List.of(record("t", i + "x".repeat(500))) : List.of(),
                    List.of(new StateChange.Put(bytes("k"), bytes("" + i))))));
        }
        long keep = readAll(shard).get(140).offset();
        Answers.of(shard.trim(keep));
        int before = listed("shard-0000/batch/").size();
        Answers.until("objects go", () -> listed("shard-0000/batch/").size() < before / 2);
        first.close();

        Shard again = open(folder, quickly).shard(0);
        assertThat(again.startOffset()).isEqualTo(keep);
        assertThat(readAll(again)).hasSize(10);
        assertThat(Answers.of(again.get(bytes("k")))).isEqualTo(bytes("299"));
        Answers.until(
                "what the first has left goes too",
                () -> listed("shard-0000/snapshot/").size() == 1);
        assertThat(readAll(again)).hasSize(10);
    }

    @Test
    void aLimitLetsWholeSpansGo() {
        Storage storage = open(folder, "retention_interval", "100ms");
        Shard shard = storage.shard(0);
        for (int i = 0; i < 300; i++) {
            write(shard, record("t", i + "x".repeat(1_000)));
        }
        shard.limit(new RetentionLimits(RetentionLimits.UNLIMITED, 50_000));
        Answers.until("the oldest go", () -> shard.startOffset() > 0 && shard.sizeBytes() < 60_000);

        assertThat(payloads(readAll(shard)).getLast()).startsWith("299");
        assertThat(shard.sizeBytes()).isGreaterThanOrEqualTo(50_000);
    }

    @Test
    void whatWasReadIsKeptForAWhile() {
        open(folder).shard(0).write(WriteBatch.of(record("t", "x"), record("t", "y")));
        opened.forEach(Storage::close);
        UnreliableStore store = new UnreliableStore(bucket.store());
        Shard shard = open(store).shard(0);
        readAll(shard);
        int gets = store.gets();
        readAll(shard);

        assertThat(store.gets()).isEqualTo(gets);
    }

    @Test
    void aMissingObjectIsNamed() {
        Storage first = open(folder);
        for (int i = 0; i < 5; i++) {
            write(first.shard(0), record("t", "" + i));
        }
        first.close();
        String name = listed("shard-0000/batch/").get(2);
        Answers.of(objects.delete(List.of(name)));

        assertThatThrownBy(() -> open(folder))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(name)
                .hasMessageContaining("missing");
    }

    @Test
    void aDamagedObjectIsNamed() {
        Storage first = open(folder);
        write(first.shard(0), record("t", "1"));
        first.close();
        String name = listed("shard-0000/batch/").getLast();
        byte[] object = Answers.of(objects.get(name)).orElseThrow();
        object[object.length / 2] ^= 1;
        Answers.of(objects.put(name, object));

        assertThatThrownBy(() -> open(folder))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(name)
                .hasMessageContaining("damaged");
    }

    @Test
    void aStateThatWouldBecomeTooLargeIsRefused() {
        Shard shard = open(folder, "state_bytes", "1MiB").shard(0);
        Answers.of(shard.write(WriteBatch.of(new StateChange.Put(bytes("a"), new byte[900_000]))));

        assertThat(Answers.refusal(shard.write(WriteBatch.of(new StateChange.Put(bytes("b"), new byte[900_000]))))
                        .kind())
                .isEqualTo(Kind.FULL);
        Answers.of(shard.write(WriteBatch.of(new StateChange.Delete(bytes("a")))));
        Answers.of(shard.write(WriteBatch.of(new StateChange.Put(bytes("b"), new byte[900_000]))));
    }

    @Test
    void aStoreThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> new S3StorageProvider()
                        .open(new StorageSettings(
                                folder, 1, bucket.values(prefix, "endpoint", "http://127.0.0.1:1", "timeout", "1s"))))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("http://127.0.0.1:1");
    }

    private Storage open(Path ofBroker, String... more) {
        Storage storage = new S3StorageProvider().open(bucket.settings(prefix, ofBroker, 1, more));
        opened.add(storage);
        return storage;
    }

    private Storage open(UnreliableStore store) {
        StorageSettings settings = bucket.settings(prefix, folder, 1);
        Storage storage = S3Storage.open(settings, S3Settings.from(settings), store);
        opened.add(storage);
        return storage;
    }

    private List<String> listed(String below) {
        return Answers.of(objects.list(prefix + below, "", 1_000)).stream()
                .map(Listed::name)
                .toList();
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
