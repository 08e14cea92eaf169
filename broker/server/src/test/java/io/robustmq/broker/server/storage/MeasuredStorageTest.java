package io.robustmq.broker.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.server.lifecycle.LoggedLines;
import io.robustmq.broker.storage.spi.ReadRequest;
import io.robustmq.broker.storage.spi.Shard;
import io.robustmq.broker.storage.spi.StateChange;
import io.robustmq.broker.storage.spi.Storage;
import io.robustmq.broker.storage.spi.StorageEvents;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import io.robustmq.broker.storage.spi.TopicSelection;
import io.robustmq.broker.storage.spi.WriteBatch;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is counted of storage, and what is said when it fails. */
class MeasuredStorageTest {
    private static final WriteBatch SOMETHING = WriteBatch.of(new StateChange.Delete(new byte[] {1}));

    @RegisterExtension
    final LoggedLines logged = LoggedLines.of(MeasuredStorage.class);

    @Test
    void whatStorageHasToSayOfHowItWasFoundIsLogged() {
        Storage memory = TroubledStorage.memory();
        Storage cut = (Storage) Proxy.newProxyInstance(
                Storage.class.getClassLoader(),
                new Class<?>[] {Storage.class},
                (proxy, method, arguments) -> method.getName().equals("notices")
                        ? List.of("12 bytes were cut off")
                        : method.invoke(memory, arguments));
        try (MeasuredStorage storage = new MeasuredStorage(cut, "local", StorageWatch.NONE)) {
            assertThat(storage.notices()).containsExactly("12 bytes were cut off");
            assertThat(logged.lines()).singleElement().satisfies(line -> {
                assertThat(line.getLevel().intValue()).isEqualTo(Level.WARNING.intValue());
                assertThat(text(line)).contains("12 bytes were cut off");
            });
        }
    }

    @Test
    void writesAndReadsAreCountedAndWritesTimed() {
        List<Long> times = new ArrayList<>();
        try (MeasuredStorage storage = new MeasuredStorage(TroubledStorage.memory(), "memory", StorageWatch.NONE)) {
            storage.reportWriteTimes(times::add);
            Shard shard = storage.shard(0);
            shard.write(SOMETHING).toCompletableFuture().join();
            shard.write(SOMETHING).toCompletableFuture().join();
            shard.read(new ReadRequest(0, TopicSelection.ALL, 1, 1))
                    .toCompletableFuture()
                    .join();

            assertThat(storage.counters().writes()).isEqualTo(2);
            assertThat(storage.counters().reads()).isEqualTo(1);
            assertThat(times).hasSize(2).allMatch(nanos -> nanos > 0);
            assertThat(storage.hasFailed()).isFalse();
            assertThat(storage.trouble()).isEmpty();
        }
    }

    @Test
    void aLogThatFailsIsSaidOnceAndStaysInTrouble() {
        try (MeasuredStorage storage =
                new MeasuredStorage(TroubledStorage.failing(Kind.FAILED), "rocksdb", StorageWatch.NONE)) {
            storage.shard(0).write(SOMETHING);
            storage.shard(0).write(SOMETHING);

            assertThat(storage.counters().failedWrites(Kind.FAILED)).isEqualTo(2);
            assertThat(storage.hasFailed()).isTrue();
            assertThat(storage.trouble()).isEqualTo("the disk is broken: replace it");
            assertThat(logged.lines()).singleElement().satisfies(line -> {
                assertThat(line.getLevel().intValue()).isEqualTo(Level.SEVERE.intValue());
                assertThat(text(line)).contains("rocksdb", "the disk is broken: replace it");
            });
        }
    }

    @Test
    void whatMayPassIsCountedAndSaidOnce() {
        try (MeasuredStorage storage =
                new MeasuredStorage(TroubledStorage.failing(Kind.FULL), "rocksdb", StorageWatch.NONE)) {
            storage.shard(0).write(SOMETHING);
            storage.shard(0).write(SOMETHING);

            assertThat(storage.counters().failedWrites(Kind.FULL)).isEqualTo(2);
            assertThat(storage.hasFailed()).isFalse();
            assertThat(logged.lines())
                    .singleElement()
                    .satisfies(line -> assertThat(line.getLevel().intValue()).isEqualTo(Level.WARNING.intValue()));
        }
    }

    @Test
    void whatCannotBeReadIsSaidOnceForEachPlaceAndStaysInTrouble() {
        try (MeasuredStorage storage =
                new MeasuredStorage(TroubledStorage.unreadable(Kind.FAILED), "local", StorageWatch.NONE)) {
            ReadRequest request = new ReadRequest(0, TopicSelection.ALL, 1, 1);
            storage.shard(0).read(request);
            storage.shard(0).read(request);

            assertThat(storage.counters().failedReads()).isEqualTo(2);
            assertThat(storage.trouble()).isEqualTo("a batch at position 7 is damaged");
            assertThat(storage.hasFailed()).as("writes go on").isFalse();
            assertThat(logged.lines()).singleElement().satisfies(line -> {
                assertThat(line.getLevel().intValue()).isEqualTo(Level.SEVERE.intValue());
                assertThat(text(line)).contains("local", "a batch at position 7 is damaged");
            });
        }
    }

    @Test
    void aReadThatMayGoLaterIsCountedAndNoMore() {
        try (MeasuredStorage storage =
                new MeasuredStorage(TroubledStorage.unreadable(Kind.UNAVAILABLE), "mysql", StorageWatch.NONE)) {
            storage.shard(0).read(new ReadRequest(0, TopicSelection.ALL, 1, 1));

            assertThat(storage.counters().failedReads()).isEqualTo(1);
            assertThat(storage.trouble()).isEmpty();
            assertThat(logged.lines()).isEmpty();
        }
    }

    @Test
    void aTierThatGoesAndComesBackIsSaidOnceEachAndWhatIsPassedOverIsCounted() {
        AtomicReference<StorageEvents> events = new AtomicReference<>(StorageEvents.NONE);
        Storage memory = TroubledStorage.memory();
        Storage telling = (Storage) Proxy.newProxyInstance(
                Storage.class.getClassLoader(), new Class<?>[] {Storage.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("report")) {
                        events.set((StorageEvents) arguments[0]);
                        return null;
                    }
                    return method.invoke(memory, arguments);
                });
        try (MeasuredStorage storage = new MeasuredStorage(telling, "local", StorageWatch.NONE)) {
            events.get().onTierAway("no answer from the bucket");
            events.get().onTierBack();
            events.get().onPassedOver("shard-0: a batch is damaged at position 7", 40, 3);

            assertThat(logged.lines())
                    .extracting(line -> line.getLevel().intValue())
                    .containsExactly(Level.WARNING.intValue(), Level.INFO.intValue(), Level.SEVERE.intValue());
            assertThat(logged.lines().stream().map(MeasuredStorageTest::text))
                    .satisfiesExactly(
                            line -> assertThat(line).contains("local", "is away", "no answer from the bucket"),
                            line -> assertThat(line).contains("local", "is back"),
                            line -> assertThat(line).contains("3 places from offset 40 on", "position 7"));
            assertThat(storage.counters().passedOver()).isEqualTo(3);
        }
    }

    private static String text(LogRecord line) {
        return String.format(line.getMessage(), line.getParameters());
    }
}
