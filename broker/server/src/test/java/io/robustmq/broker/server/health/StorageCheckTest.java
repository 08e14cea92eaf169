package io.robustmq.broker.server.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.server.storage.MeasuredStorage;
import io.robustmq.broker.server.storage.TroubledStorage;
import io.robustmq.broker.storage.spi.StateChange;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import io.robustmq.broker.storage.spi.WriteBatch;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;

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

    private static HealthCheckResponse afterAWrite(Kind outcome) {
        try (MeasuredStorage storage = new MeasuredStorage(TroubledStorage.failing(outcome), "rocksdb")) {
            storage.shard(0).write(WriteBatch.of(new StateChange.Delete(new byte[] {1})));
            return StorageCheck.answer(storage);
        }
    }
}
