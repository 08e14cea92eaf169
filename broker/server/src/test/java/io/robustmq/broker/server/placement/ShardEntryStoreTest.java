package io.robustmq.broker.server.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.broker.storage.spi.Shard;
import io.robustmq.broker.storage.spi.StateChange;
import io.robustmq.broker.storage.spi.Storage;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.WriteBatch;
import io.robustmq.placement.state.command.Change;
import io.robustmq.placement.state.command.Command;
import io.robustmq.placement.state.decide.Decision;
import io.robustmq.placement.state.embedded.EmbeddedPlacement;
import io.robustmq.placement.state.embedded.NotWrittenException;
import io.robustmq.placement.state.model.ConfigEntry;
import io.robustmq.placement.state.model.ConfigValue;
import io.robustmq.placement.state.model.Kind;
import io.robustmq.placement.state.model.Ref;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardEntryStoreTest {

    @TempDir
    Path folder;

    private Storage storage;
    private int keys;

    private Shard open(String type) {
        storage = Shards.open(type, folder.resolve(type), Map.of());
        return storage.shard(0);
    }

    @AfterEach
    void close() {
        if (storage != null) {
            storage.close();
        }
    }

    private static EmbeddedPlacement placement(Shard shard) {
        return EmbeddedPlacement.open(new ShardEntryStore(shard), (image, batch) -> {})
                .toCompletableFuture()
                .join();
    }

    private static void form(EmbeddedPlacement placement) {
        placement
                .submit(new Command.FormCluster("f", "c"), 0)
                .toCompletableFuture()
                .join();
    }

    private CompletableFuture<Decision> write(EmbeddedPlacement placement, List<Change> changes) {
        return placement.submit(new Command.Write("key" + keys++, changes), 0).toCompletableFuture();
    }

    private static Change put(String key, String value) {
        return Change.Put.of(new ConfigEntry(key, new ConfigValue.OfText(value)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "local", "rocksdb"})
    void everythingIsReadAgainPageByPage(String type) {
        Shard shard = open(type);
        EmbeddedPlacement before = placement(shard);
        form(before);
        for (int i = 0; i < 25; i++) {
            List<Change> changes = new ArrayList<>();
            for (int j = 0; j < 100; j++) {
                changes.add(put("k" + i + "-" + j, "value"));
            }
            assertThat(write(before, changes).join()).isInstanceOf(Decision.Accepted.class);
        }
        write(before, List.of(Change.Delete.of(Ref.of(Kind.CONFIG, "k7-7")))).join();
        if (!type.equals("memory")) {
            storage.close();
            shard = open(type);
        }

        EmbeddedPlacement after = placement(shard);

        assertThat(after.image().revision()).isEqualTo(before.image().revision());
        assertThat(after.image().entities().size()).isEqualTo(2_499);
        assertThat(after.image().find(Ref.of(Kind.CONFIG, "k7-7"))).isNull();
        assertThat(after.image().find(Ref.of(Kind.CONFIG, "k24-99")))
                .isEqualTo(before.image().find(Ref.of(Kind.CONFIG, "k24-99")));
        assertThat(after.image().applied().size()).isEqualTo(27);
    }

    @Test
    void itsKeysAreAmongNobodyElses() {
        Shard shard = open("memory");
        byte[][] others = {{'O', -1, -1}, {'Q'}, {'s', 'x'}};
        for (byte[] key : others) {
            shard.write(WriteBatch.of(new StateChange.Put(key, new byte[] {99})))
                    .toCompletableFuture()
                    .join();
        }
        EmbeddedPlacement placement = placement(shard);
        assertThat(placement.image().revision()).isZero();
        assertThat(StandalonePlacement.isIn(shard).toCompletableFuture().join()).isFalse();

        form(placement);
        write(placement, List.of(put("k", "v"))).join();

        assertThat(StandalonePlacement.isIn(shard).toCompletableFuture().join()).isTrue();
        assertThat(placement(shard).image().revision()).isEqualTo(2);
        for (byte[] key : others) {
            assertThat(shard.get(key).toCompletableFuture().join()).containsExactly(99);
        }
    }

    @Test
    void oneOfTwoWritersIsRefused() {
        Shard shard = open("memory");
        EmbeddedPlacement first = placement(shard);
        form(first);
        EmbeddedPlacement second = placement(shard);
        write(first, List.of(put("k", "first"))).join();

        assertThatThrownBy(() -> write(second, List.of(put("k", "second"))).join())
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(StorageException.class, refused -> assertThat(refused.kind())
                        .isEqualTo(StorageException.Kind.CONFLICT));

        assertThat(second.failure()).isNotNull();
        assertThat(placement(shard).image().find(Ref.of(Kind.CONFIG, "k")))
                .isEqualTo(first.image().find(Ref.of(Kind.CONFIG, "k")));
    }

    @Test
    void whenThereIsNoRoomNothingHasHappenedAndLaterItGoesOn() {
        storage = Shards.open("memory", folder, Map.of("max_bytes", "65536"));
        EmbeddedPlacement placement = placement(storage.shard(0));
        form(placement);
        write(placement, List.of(put("a", "x".repeat(40_000)))).join();

        assertThatThrownBy(() ->
                        write(placement, List.of(put("b", "x".repeat(40_000)))).join())
                .hasCauseInstanceOf(NotWrittenException.class);

        assertThat(placement.failure()).isNull();
        write(placement, List.of(Change.Delete.of(Ref.of(Kind.CONFIG, "a")))).join();
        write(placement, List.of(put("b", "x".repeat(40_000)))).join();
        EmbeddedPlacement again = placement(storage.shard(0));
        assertThat(again.image().find(Ref.of(Kind.CONFIG, "a"))).isNull();
        assertThat(again.image().find(Ref.of(Kind.CONFIG, "b"))).isNotNull();
    }
}
