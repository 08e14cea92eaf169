package io.robustmq.broker.server.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.robustmq.broker.server.storage.MeasuredStorage;
import io.robustmq.broker.server.storage.StorageWatch;
import io.robustmq.broker.server.storage.TroubledStorage;
import io.robustmq.broker.storage.spi.StateChange;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import io.robustmq.broker.storage.spi.WriteBatch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When storage makes the broker unready. */
class StorageCheckTest {

    @Test
    void aFailedLogDoesAndSaysWhy() {
        HealthCheckResponse answer = afterAWrite(Kind.FAILED);

        assertThat(answer.getStatus()).isEqualTo(Status.DOWN);
        assertThat(answer.getData().orElseThrow())
                .containsEntry("type", "rocksdb")
                .containsEntry("durability", "local-fsync")
                .containsEntry("trouble", "the disk is broken: replace it");
    }

    @Test
    void whatMayPassDoesNot() {
        assertThat(afterAWrite(Kind.FULL).getStatus()).isEqualTo(Status.UP);
        assertThat(afterAWrite(Kind.UNAVAILABLE).getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void aDiskThatIsNearlyFullIsShownAndDoesNotCount(@TempDir Path folder) {
        try (MeasuredStorage storage = new MeasuredStorage(
                TroubledStorage.healthy(), "local", StorageWatch.ofFolder(folder, Long.MAX_VALUE, Long.MAX_VALUE))) {
            HealthCheckResponse answer = StorageCheck.answer(storage);

            assertThat(answer.getStatus()).isEqualTo(Status.UP);
            assertThat(data(answer).get("trouble").toString())
                    .contains(folder.toString())
                    .contains("make room");
            assertThat((Long) data(answer).get("freeBytes")).isNotNegative();
        }
    }

    @Test
    void aDiskWithRoomIsNoTrouble(@TempDir Path folder) {
        try (MeasuredStorage storage = new MeasuredStorage(
                TroubledStorage.healthy(), "local", StorageWatch.ofFolder(folder, 1, Long.MAX_VALUE))) {
            assertThat(data(StorageCheck.answer(storage))).containsEntry("trouble", "");
        }
    }

    @Test
    void writesThatAreNotAnsweredAreShownAndDoNotCount() {
        MeasuredStorage storage = new MeasuredStorage(
                TroubledStorage.hanging(),
                "mysql",
                new StorageWatch(null, Duration.ofMillis(10).toNanos()));
        assertThat(data(StorageCheck.answer(storage)))
                .containsEntry("trouble", "")
                .containsEntry("stalledMillis", 0L)
                .doesNotContainKey("freeBytes");
        storage.shard(0).write(WriteBatch.of(new StateChange.Delete(new byte[] {1})));

        await().untilAsserted(() -> assertThat(
                        data(StorageCheck.answer(storage)).get("trouble").toString())
                .contains("no write was answered"));
        assertThat(StorageCheck.answer(storage).getStatus()).isEqualTo(Status.UP);
    }

    private static Map<String, Object> data(HealthCheckResponse answer) {
        return answer.getData().orElseThrow();
    }

    private static HealthCheckResponse afterAWrite(Kind outcome) {
        try (MeasuredStorage storage =
                new MeasuredStorage(TroubledStorage.failing(outcome), "rocksdb", StorageWatch.NONE)) {
            storage.shard(0).write(WriteBatch.of(new StateChange.Delete(new byte[] {1})));
            return StorageCheck.answer(storage);
        }
    }
}
