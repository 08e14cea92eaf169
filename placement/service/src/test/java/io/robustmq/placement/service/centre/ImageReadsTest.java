package io.robustmq.placement.service.centre;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.robustmq.placement.api.v1.Consistency;
import io.robustmq.placement.api.v1.PlacementError;
import io.robustmq.placement.api.v1.ReadOptions;
import io.robustmq.placement.api.v1.Reason;
import io.robustmq.placement.service.fault.Fault;
import io.robustmq.placement.state.image.ClusterImage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ImageReadsTest {

    private static ImageReads reads(Duration patience) {
        return new ImageReads(() -> CompletableFuture.completedFuture(null), () -> ClusterImage.EMPTY, patience);
    }

    private static ReadOptions from(long revision) {
        return ReadOptions.newBuilder()
                .setConsistency(Consistency.CONSISTENCY_STALE)
                .setMinRevision(revision)
                .build();
    }

    @Test
    void waitsForTheRevisionThatIsAskedFor() {
        ImageReads reads = reads(Duration.ofMinutes(1));
        CompletableFuture<ClusterImage> read = reads.read(from(5));
        reads.onRevision(4);
        assertThat(read).isNotDone();
        reads.onRevision(6);
        assertThat(read.orTimeout(30, TimeUnit.SECONDS).join()).isSameAs(ClusterImage.EMPTY);
        assertThat(reads.read(from(6))).isCompleted();
    }

    @Test
    void aRevisionThatDoesNotComeIsNamedInTheAnswer() {
        Throwable late =
                catchThrowable(() -> reads(Duration.ofMillis(1)).read(from(5)).join());
        PlacementError error = ((Fault) late.getCause()).error();
        assertThat(error.getReason()).isEqualTo(Reason.NOT_REACHED);
        assertThat(error.getField()).isEqualTo("options.min_revision");
        assertThat(error.getMessage()).contains("revision 5");
    }

    @Test
    void whoGivesUpWaitingIsForgotten() {
        RevisionWaits waits = new RevisionWaits();
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            all.add(waits.until(1 + i / 2));
        }
        assertThat(waits.size()).isEqualTo(100);
        waits.onRevision(25);
        assertThat(waits.size()).isEqualTo(50);
        all.forEach(wait -> wait.cancel(false));
        assertThat(waits.size()).isZero();
        assertThat(all.getFirst().isCancelled()).isFalse();
    }
}
