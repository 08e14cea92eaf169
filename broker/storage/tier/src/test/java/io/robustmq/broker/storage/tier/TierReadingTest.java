package io.robustmq.broker.storage.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.robustmq.broker.storage.kit.Answers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What lies in a tier is read, however that behaves. */
class TierReadingTest extends Tiered {
    @Test
    void anyStretchCanBeRead() throws IOException {
        FolderLog log = logWithSegments();
        Tier tier = tier(objects(), log);
        tier.look(1_000_000);
        byte[] whole = content(3_000);
        RemoteSegment segment = tier.segment(log.elsewhere().getLast());
        Random chance = new Random(1);
        for (int i = 0; i < 200; i++) {
            int from = chance.nextInt(whole.length);
            ByteBuffer stretch = ByteBuffer.allocate(1 + chance.nextInt(2 * PART));
            int read = segment.read(stretch, from);
            assertThat(read).isEqualTo(Math.min(stretch.capacity(), whole.length - from));
            assertThat(Arrays.equals(stretch.array(), 0, read, whole, from, from + read))
                    .isTrue();
        }
        assertThat(segment.read(ByteBuffer.allocate(1), whole.length)).isZero();
    }

    @Test
    void oldRecordsCannotBeReadWhileTheTierIsAwayAndTheReasonIsGiven() throws IOException {
        FolderLog log = logWithSegments();
        MortalStore store = new MortalStore(objects(), () -> {});
        Tier tier = tier(store, log);
        tier.look(1_000_000);
        store.away = true;

        assertThatThrownBy(() -> log.read(0, tier))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot be read now")
                .hasMessageContaining("it is away")
                .hasMessageContaining(folder.resolve("tier").toString());
        assertThat(tier.trouble()).contains("it is away");
        store.away = false;
        Answers.until("it can be read again", () -> {
            try {
                return Arrays.equals(log.read(0, tier), content(0));
            } catch (IOException e) {
                return false;
            }
        });
        assertThat(tier.trouble()).isEmpty();
    }

    @Test
    void aTierThatSaysNothingHoldsUpOneReaderAndNoOthers() throws IOException {
        FolderLog log = logWithSegments();
        MortalStore store = new MortalStore(objects(), () -> {});
        Tier tier = tier(store, log);
        tier.look(1_000_000);
        store.silent = true;
        long before = System.nanoTime();
        assertThatThrownBy(() -> log.read(0, tier)).hasMessageContaining("No answer");
        long waited = System.nanoTime() - before;
        assertThatThrownBy(() -> log.read(1_000, tier)).hasMessageContaining("No answer");

        assertThat(waited).isGreaterThanOrEqualTo(1_000_000_000L);
        assertThat(System.nanoTime() - before - waited).isLessThan(900_000_000L);
    }

    @Test
    void readingAgainIsDoneFromMemoryEvenWhileTheTierIsAway() throws IOException {
        FolderLog log = logWithSegments();
        MortalStore store = new MortalStore(objects(), () -> {});
        Tier tier = tier(store, log);
        tier.look(1_000_000);
        assertAllCanBeRead(log, tier);
        long fetched = tier.figures().cacheMisses();
        store.away = true;
        assertAllCanBeRead(log, tier);

        assertThat(fetched).isEqualTo(9);
        assertThat(tier.figures().cacheMisses()).isEqualTo(fetched);
        assertThat(tier.figures().cacheHits()).isEqualTo(fetched);
        assertThat(tier.figures().failedReads()).isZero();
    }

    @Test
    void whoReadsFailsAtOnceWhenTheTierIsClosed() throws Exception {
        FolderLog log = logWithSegments();
        MortalStore store = new MortalStore(objects(), () -> {});
        Tier tier = tier(store, log, "tier_timeout", "5m");
        tier.look(1_000_000);
        store.silent = true;
        var reading = CompletableFuture.supplyAsync(() ->
                catchThrowable(() -> tier.segment(log.elsewhere().getFirst()).read(ByteBuffer.allocate(1), 0)));
        Answers.until("it reads", () -> tier.figures().cacheMisses() == 1);
        tier.close();

        assertThat(reading.get()).hasMessageContaining("closed");
    }
}
