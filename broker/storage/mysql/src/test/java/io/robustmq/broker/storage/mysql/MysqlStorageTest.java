package io.robustmq.broker.storage.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.broker.storage.kit.Answers;
import io.robustmq.broker.storage.spi.LogRecord;
import io.robustmq.broker.storage.spi.PageRequest;
import io.robustmq.broker.storage.spi.ReadRequest;
import io.robustmq.broker.storage.spi.RecordPage;
import io.robustmq.broker.storage.spi.Shard;
import io.robustmq.broker.storage.spi.StateChange;
import io.robustmq.broker.storage.spi.StatePage;
import io.robustmq.broker.storage.spi.Storage;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import io.robustmq.broker.storage.spi.StoredRecord;
import io.robustmq.broker.storage.spi.TopicSelection;
import io.robustmq.broker.storage.spi.WriteBatch;
import io.robustmq.broker.storage.spi.Written;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only this adapter can get wrong: tables, versions, owners, long values, long topics, and a database that goes away. */
class MysqlStorageTest {
    @TempDir
    static Path databaseFolder;

    static MariaDb database;
    static int schemas;

    @TempDir
    Path folder;

    String schema;

    @BeforeAll
    static void startDatabase() {
        database = MariaDb.start(databaseFolder);
    }

    @AfterAll
    static void stopDatabase() {
        if (database != null) {
            database.close();
        }
    }

    @BeforeEach
    void makeSchema() {
        schema = "test" + schemas++;
        database.newSchema(schema);
    }

    @Test
    void aRecordComesBackAsItWasWritten() {
        try (Storage storage = open()) {
            Shard shard = storage.shard(1);
            LogRecord record = new LogRecord(
                    1_700_000_000_123L,
                    bytes("plant/7"),
                    bytes("key"),
                    List.of(new LogRecord.Header("näme", bytes("x")), new LogRecord.Header("", new byte[0])),
                    new byte[] {0, -1, 5});
            assertThat(get(shard.write(WriteBatch.of(record)))).isEqualTo(new Written(0, 1));
            LogRecord keyless = record("plant/8", "");
            assertThat(get(shard.write(WriteBatch.of(keyless)))).isEqualTo(new Written(1, 2));
            RecordPage page = read(shard, 0, TopicSelection.ALL);
            assertThat(page.records())
                    .usingRecursiveComparison()
                    .isEqualTo(List.of(new StoredRecord(0, record), new StoredRecord(1, keyless)));
            assertThat(page.atEnd()).isTrue();
            assertThat(get(shard.last(bytes("key"))).offset()).isZero();
            assertThat(get(shard.last(bytes("other")))).isNull();
        }
    }

    @Test
    void valuesLongerThanAPacketComeBackWhole() {
        byte[] long1 = new byte[16 << 20];
        new Random(7).nextBytes(long1);
        byte[] topic = new byte[65_535];
        Arrays.fill(topic, (byte) 't');
        byte[] key = new byte[1_000];
        try (Storage storage = open()) {
            Shard shard = storage.shard(0);
            LogRecord record = new LogRecord(1, topic, key, List.of(), long1);
            get(shard.write(new WriteBatch(List.of(record), List.of(new StateChange.Put(bytes("big"), long1)))));
            get(shard.write(WriteBatch.of(record("a", "x"))));
            StoredRecord read = read(shard, 0, exactly(topic)).records().getFirst();
            assertThat(Arrays.equals(read.record().value(), long1)).isTrue();
            assertThat(Arrays.equals(read.record().topic(), topic)).isTrue();
            assertThat(Arrays.equals(get(shard.get(bytes("big"))), long1)).isTrue();
            get(shard.write(WriteBatch.of(new StateChange.Put(bytes("big"), bytes("small")))));
            assertThat(get(shard.get(bytes("big")))).isEqualTo(bytes("small"));
            assertThat(get(shard.last(key)).offset()).isZero();
        }
    }

    @Test
    void keysAreOrderedAsUnsignedBytes() {
        List<byte[]> keys = List.of(
                new byte[] {0},
                new byte[] {0, 0},
                bytes("A"),
                new byte[] {'A', 0},
                bytes("a"),
                bytes("a "),
                new byte[] {-1},
                new byte[] {-1, 0});
        try (Storage storage = open()) {
            Shard shard = storage.shard(0);
            List<StateChange> puts = new ArrayList<>();
            keys.reversed().forEach(key -> puts.add(new StateChange.Put(key, key)));
            get(shard.write(new WriteBatch(List.of(), puts)));
            StatePage page = get(shard.page(new PageRequest(new byte[0], new byte[0], 100, 1_000)));
            assertThat(page.entries().stream().map(StatePage.Entry::key).toList())
                    .containsExactlyElementsOf(keys);
            page = get(shard.page(new PageRequest(bytes("A"), bytes("a "), 2, 1_000)));
            assertThat(page.entries()).hasSize(2);
            assertThat(page.more()).isTrue();
        }
    }

    @Test
    void tablesAreBinaryAndUtf8AlsoOnALatin1Server() {
        open().close();
        assertThat(database.sql("SELECT DISTINCT table_collation FROM information_schema.tables WHERE table_schema = '"
                        + schema + "'"))
                .isEqualTo("utf8mb4_bin");
        assertThat(database.sql("SELECT data_type FROM information_schema.columns WHERE table_schema = '" + schema
                        + "' AND table_name = 'robustmq_state' AND column_name = 'state_key'"))
                .isEqualTo("varbinary");
    }

    @Test
    void tablesOfANewerBrokerAreRefused() {
        open().close();
        database.sql("INSERT INTO " + schema + ".robustmq_schema VALUES (99, NOW())");
        assertThatThrownBy(this::open)
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("version 99")
                .hasMessageContaining("newer broker");
    }

    @Test
    void anUpgradeThatEndedHalfWayIsFinishedByTheNextStart() {
        database.sql(
                "CREATE TABLE " + schema + ".robustmq_shard (shard INT NOT NULL PRIMARY KEY, epoch BIGINT NOT NULL,"
                        + " start_offset BIGINT NOT NULL, next_offset BIGINT NOT NULL, size_bytes BIGINT NOT NULL,"
                        + " latest_millis BIGINT NOT NULL)");
        try (Storage storage = open()) {
            assertThat(get(storage.shard(0).write(WriteBatch.of(record("a", "x")))))
                    .isEqualTo(new Written(0, 1));
        }
    }

    @Test
    void theNumberOfShardsIsThatOfTheFirstStart() {
        open().close();
        try (Storage storage = database.open(schema, folder, 9)) {
            assertThat(storage.shards()).isEqualTo(2);
        }
    }

    @Test
    void aBrokerThatIsAliveKeepsItsTables() {
        try (Storage first = open("lease", "2s")) {
            assertThatThrownBy(() -> database.open(schema, folder.resolve("other"), 2, "lease", "2s"))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("which is alive");
            assertThat(get(first.shard(0).write(WriteBatch.of(record("a", "x")))))
                    .isEqualTo(new Written(0, 1));
        }
        database.open(schema, folder.resolve("other"), 2).close();
    }

    @Test
    void aBrokerThatWasTakenOverWritesNothingMore() {
        try (Storage first = open()) {
            get(first.shard(0).write(WriteBatch.of(record("a", "first"))));
            try (Storage second = open()) {
                get(second.shard(0).write(WriteBatch.of(record("a", "second"))));
                assertThatThrownBy(() -> get(first.shard(0).write(WriteBatch.of(record("a", "late")))))
                        .isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.kind())
                                .isEqualTo(Kind.FAILED))
                        .hasMessageContaining("taken over");
                assertThatThrownBy(() -> get(first.shard(0).write(WriteBatch.of(record("a", "later")))))
                        .hasMessageContaining("taken over");
                assertThat(values(read(second.shard(0), 0, TopicSelection.ALL))).containsExactly("first", "second");
            }
        }
    }

    @Test
    void topicsAreFoundByPatternInALongLog() {
        try (Storage storage = open()) {
            Shard shard = storage.shard(0);
            for (int i = 0; i < 10; i++) {
                List<LogRecord> records = new ArrayList<>();
                for (int n = 0; n < 500; n++) {
                    records.add(record("noise/" + n, "n"));
                }
                records.add(record("wanted/" + i, "w" + i));
                records.add(record("exact", "e" + i));
                get(shard.write(new WriteBatch(records, List.of())));
            }
            TopicSelection wanted = selection(
                    new TopicSelection.Range(bytes("exact"), bytes("exact")),
                    TopicSelection.Range.startingWith(bytes("wanted/")));
            RecordPage page = read(shard, 0, wanted);
            assertThat(values(page)).hasSize(20).startsWith("w0", "e0", "w1");
            assertThat(page.atEnd()).isTrue();
            TopicSelection noise = selection(TopicSelection.Range.startingWith(bytes("noise/")));
            assertThat(values(readAll(shard, noise))).hasSize(5_000);
        }
    }

    @Test
    void trimmedTopicsAreForgottenAndCanComeBack() {
        try (Storage storage = open("retention_interval", "100ms")) {
            Shard shard = storage.shard(0);
            get(shard.write(WriteBatch.of(record("old", "1"), record("new", "2"))));
            assertThat(get(shard.trim(1))).isEqualTo(1);
            Answers.until(
                    "the topic is forgotten", () -> database.sql("SELECT topic FROM " + schema + ".robustmq_topic")
                            .equals("new"));
            get(shard.write(WriteBatch.of(record("old", "3"))));
            assertThat(values(read(shard, 0, selection(TopicSelection.Range.startingWith(bytes("o"))))))
                    .containsExactly("3");
            assertThat(shard.sizeBytes()).isEqualTo(record("new", "2").sizeBytes() * 2L);
        }
    }

    @Test
    void writesInDoubtAreUnavailableAndWhatWasAcknowledgedIsThereAfterTheDatabaseCameBack() throws Exception {
        List<CompletableFuture<Written>> answers = new ArrayList<>();
        try (Storage storage = open("timeout", "2s")) {
            Shard shard = storage.shard(0);
            get(shard.write(WriteBatch.of(record("a", "warm"))));
            for (int i = 0; i < 2_000; i++) {
                answers.add(shard.write(WriteBatch.of(record("a", "m" + i))).toCompletableFuture());
                if (i == 1_000) {
                    answers.get(200).handle((written, failure) -> 0).get(30, TimeUnit.SECONDS);
                    database.kill();
                }
            }
            for (CompletableFuture<Written> answer : answers) {
                answer.handle((written, failure) -> 0).get(60, TimeUnit.SECONDS);
            }
            assertThat(answers).anyMatch(answer -> !answer.isCompletedExceptionally());
            assertThat(answers)
                    .filteredOn(CompletableFuture::isCompletedExceptionally)
                    .isNotEmpty()
                    .allSatisfy(answer -> assertThatThrownBy(() -> get(answer))
                            .isInstanceOfSatisfying(StorageException.class, e -> assertThat(e.kind())
                                    .isEqualTo(Kind.UNAVAILABLE)));
            assertThat(storage.trouble()).isNotEmpty();

            database.start();
            Answers.until("it writes again", () -> {
                try {
                    get(shard.write(WriteBatch.of(record("a", "after"))));
                    return true;
                } catch (StorageException e) {
                    return false;
                }
            });
            assertThat(storage.trouble()).isEmpty();
            List<StoredRecord> stored = readAll(shard, TopicSelection.ALL).records();
            for (int i = 0; i < answers.size(); i++) {
                if (!answers.get(i).isCompletedExceptionally()) {
                    long offset = answers.get(i).get().firstOffset();
                    assertThat(value(stored.get((int) offset))).isEqualTo("m" + i);
                }
            }
            assertThat(stored).last().satisfies(last -> assertThat(value(last)).isEqualTo("after"));
        }
    }

    @Test
    void aDatabaseThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> new MysqlStorageProvider()
                        .open(new io.robustmq.broker.storage.spi.StorageSettings(
                                folder,
                                1,
                                java.util.Map.of("url", "mysql://127.0.0.1:1/x", "user", "u", "timeout", "1s"))))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("127.0.0.1");
    }

    private Storage open(String... more) {
        return database.open(schema, folder, 2, more);
    }

    static RecordPage read(Shard shard, long from, TopicSelection topics) {
        return get(shard.read(new ReadRequest(from, topics, 10_000, 1 << 26)));
    }

    static RecordPage readAll(Shard shard, TopicSelection topics) {
        List<StoredRecord> records = new ArrayList<>();
        RecordPage page = read(shard, 0, topics);
        records.addAll(page.records());
        while (!page.atEnd()) {
            page = read(shard, page.nextOffset(), topics);
            records.addAll(page.records());
        }
        return new RecordPage(records, page.nextOffset(), true);
    }

    static List<String> values(RecordPage page) {
        return page.records().stream().map(MysqlStorageTest::value).toList();
    }

    static String value(StoredRecord record) {
        return new String(record.record().value(), StandardCharsets.UTF_8);
    }

    static TopicSelection exactly(byte[] topic) {
        return selection(TopicSelection.Range.exactly(topic));
    }

    static TopicSelection selection(TopicSelection.Range... ranges) {
        return new TopicSelection() {
            @Override
            public List<Range> ranges() {
                return List.of(ranges);
            }

            @Override
            public boolean matches(byte[] topic) {
                return true;
            }
        };
    }

    static LogRecord record(String topic, String value) {
        return new LogRecord(1_000, bytes(topic), null, List.of(), bytes(value));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static <T> T get(CompletionStage<T> stage) {
        return Answers.of(stage);
    }
}
