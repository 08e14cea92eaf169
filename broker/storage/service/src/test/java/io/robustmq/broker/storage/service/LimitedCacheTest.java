package io.robustmq.broker.storage.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LimitedCacheTest {
    private final LimitedCache<byte[]> cache = new LimitedCache<>(10_000, bytes -> bytes.length);
    private final List<String> loaded = new ArrayList<>();

    @Test
    void whatIsKeptIsNotLoadedAgain() {
        get("a", 1_000);
        get("a", 1_000);

        assertThat(loaded).containsExactly("a");
    }

    @Test
    void whatWasUsedLongestAgoGoesWhenThereIsTooMuch() {
        get("a", 4_000);
        get("b", 4_000);
        get("a", 4_000);
        get("c", 4_000);
        get("a", 4_000);
        get("b", 4_000);

        assertThat(loaded).containsExactly("a", "b", "c", "b");
        assertThat(cache.bytes()).isLessThanOrEqualTo(10_000);
    }

    @Test
    void whatIsLargerThanAllIsNotKept() {
        get("a", 20_000);

        assertThat(cache.bytes()).isZero();
    }

    @Test
    void severalWhoWantTheSameWaitForOneLoad() {
        CompletableFuture<byte[]> load = new CompletableFuture<>();
        var first = cache.get("a", () -> load);
        var second = cache.get("a", () -> {
            throw new AssertionError("loaded twice");
        });
        load.complete(new byte[3]);

        assertThat(first.toCompletableFuture().join()).hasSize(3);
        assertThat(second.toCompletableFuture().join())
                .isSameAs(first.toCompletableFuture().join());
    }

    @Test
    void aLoadThatFailedIsTriedAgain() {
        var failed = cache.get("a", () -> CompletableFuture.failedStage(new IllegalStateException("no")));
        assertThat(failed.toCompletableFuture()).isCompletedExceptionally();
        get("a", 10);

        assertThat(loaded).containsExactly("a");
    }

    private void get(String name, int bytes) {
        cache.get(name, () -> {
                    loaded.add(name);
                    return CompletableFuture.completedStage(new byte[bytes]);
                })
                .toCompletableFuture()
                .join();
    }
}
