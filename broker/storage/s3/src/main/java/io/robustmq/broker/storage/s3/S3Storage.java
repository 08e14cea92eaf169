package io.robustmq.broker.storage.s3;

import io.robustmq.broker.storage.s3.log.Blocks;
import io.robustmq.broker.storage.s3.log.Chain;
import io.robustmq.broker.storage.s3.log.S3Shard;
import io.robustmq.broker.storage.s3.object.ObjectNames;
import io.robustmq.broker.storage.s3.store.ObjectStore;
import io.robustmq.broker.storage.service.OwnerId;
import io.robustmq.broker.storage.service.SerialTurns;
import io.robustmq.broker.storage.service.StorageFailures;
import io.robustmq.broker.storage.spi.Durability;
import io.robustmq.broker.storage.spi.Shard;
import io.robustmq.broker.storage.spi.Storage;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import io.robustmq.broker.storage.spi.StorageSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The objects below one prefix of a bucket, held by one broker at a time. */
final class S3Storage implements Storage {
    private final S3Settings settings;
    private final ObjectStore store;
    private final ScheduledExecutorService threads;
    private final Owner owner;
    private final List<S3Shard> shards = new ArrayList<>();
    private volatile String trouble = "";
    private volatile String ownerTrouble = "";
    private volatile String lost = "";
    private volatile boolean closed;

    private S3Storage(S3Settings settings, ObjectStore store, ScheduledExecutorService threads, Owner owner) {
        this.settings = settings;
        this.store = store;
        this.threads = threads;
        this.owner = owner;
    }

    /** The storage closes the store, also if it cannot be opened. */
    static Storage open(StorageSettings storage, S3Settings settings, ObjectStore store) {
        ScheduledThreadPoolExecutor threads = new ScheduledThreadPoolExecutor(
                settings.threads(),
                Thread.ofPlatform().daemon().name("storage-s3-", 0).factory());
        threads.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        threads.setRemoveOnCancelPolicy(true);
        try {
            ObjectNames names = new ObjectNames(settings.prefix());
            Owner owner = new Owner(store, names, OwnerId.in(storage.folder()));
            S3Storage opened = new S3Storage(settings, store, threads, owner);
            opened.start(names, storage.shards());
            return opened;
        } catch (RuntimeException e) {
            threads.shutdownNow();
            store.close();
            if (e instanceof StorageException why) {
                throw new StorageException(
                        why.kind(), "Storage in " + settings.access() + " cannot be opened: " + why.getMessage(), why);
            }
            throw e;
        }
    }

    private void start(ObjectNames names, int newShards) {
        int count = shards(names, newShards);
        owner.take(settings.lease(), new Waiting());
        Blocks blocks = new Blocks(store, settings.cacheBytes());
        List<CompletionStage<Void>> opening = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            S3Shard shard =
                    new S3Shard(settings, index, store, blocks, new SerialTurns(threads), what -> trouble = what);
            shards.add(shard);
            opening.add(shard.open());
        }
        opening.forEach(this::awaitLong);
        beat();
    }

    /** As many as the data has; data that is new gets as many as asked for. */
    private int shards(ObjectNames names, int newShards) {
        byte[] wanted = ("shards=" + newShards).getBytes(StandardCharsets.UTF_8);
        await(store.putNew(names.storage(), wanted));
        byte[] found = await(store.get(names.storage())).orElse(wanted);
        String text = new String(found, StandardCharsets.UTF_8);
        if (!text.matches("shards=[1-9][0-9]{0,4}")) {
            throw new StorageException(
                    Kind.FAILED, "The object " + names.storage() + " is none of ours: it says " + text);
        }
        return Integer.parseInt(text.substring("shards=".length()));
    }

    private void beat() {
        new SerialTurns(threads).runAfter(settings.lease().toMillis() / 3, () -> {
            if (closed) {
                return;
            }
            owner.renew().whenComplete((ours, failure) -> {
                if (failure == null && !ours) {
                    StorageException why = Chain.takenOver();
                    lost = StorageFailures.says(why);
                    shards.forEach(shard -> shard.fail(why));
                } else {
                    ownerTrouble = failure == null ? "" : StorageFailures.says(StorageFailures.of(failure));
                    beat();
                }
            });
        });
    }

    @Override
    public Durability durability() {
        return Durability.SERVICE;
    }

    @Override
    public int shards() {
        return shards.size();
    }

    @Override
    public Shard shard(int index) {
        return shards.get(index);
    }

    @Override
    public String trouble() {
        if (!lost.isEmpty()) {
            return lost;
        }
        return trouble.isEmpty() ? ownerTrouble : trouble;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        quietly(() -> awaitLong(CompletableFuture.allOf(shards.stream()
                .map(shard -> shard.close().toCompletableFuture())
                .toArray(CompletableFuture[]::new))));
        quietly(() -> await(owner.giveUp()));
        threads.shutdown();
        store.close();
    }

    private <T> T await(CompletionStage<T> stage) {
        return await(stage, settings.access().timeout().multipliedBy(3));
    }

    /** For what takes many requests. */
    private <T> T awaitLong(CompletionStage<T> stage) {
        return await(stage, Duration.ofHours(1));
    }

    private static <T> T await(CompletionStage<T> stage, Duration limit) {
        try {
            return stage.toCompletableFuture().get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException(Kind.UNAVAILABLE, "Interrupted", e);
        } catch (TimeoutException e) {
            throw new StorageException(Kind.UNAVAILABLE, "The object store has not answered for too long", e);
        } catch (ExecutionException e) {
            throw StorageFailures.of(e);
        }
    }

    /** A store that is away must not keep a broker from stopping. */
    private static void quietly(Runnable step) {
        try {
            step.run();
        } catch (StorageException e) {
            // what was accepted has been answered; the lease runs out by itself
        }
    }

    private final class Waiting implements Owner.Waiter {
        @Override
        public <T> T await(CompletionStage<T> stage) {
            return S3Storage.this.await(stage);
        }

        @Override
        public void sleep(Duration time) {
            try {
                TimeUnit.MILLISECONDS.sleep(time.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StorageException(Kind.UNAVAILABLE, "Interrupted", e);
            }
        }
    }
}
