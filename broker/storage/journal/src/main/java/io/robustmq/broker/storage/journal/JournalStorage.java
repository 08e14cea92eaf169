package io.robustmq.broker.storage.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import io.robustmq.broker.storage.service.SerialTurns;
import io.robustmq.broker.storage.spi.Durability;
import io.robustmq.broker.storage.spi.Shard;
import io.robustmq.broker.storage.spi.Storage;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import io.robustmq.broker.storage.spi.StorageSettings;
import io.robustmq.journal.api.Limits;
import io.robustmq.journal.api.v1.Change;
import io.robustmq.journal.api.v1.GetRequest;
import io.robustmq.journal.api.v1.ShardRef;
import io.robustmq.journal.api.v1.ShardsResponse;
import io.robustmq.journal.api.v1.TailResponse;
import io.robustmq.journal.api.v1.Write;
import io.robustmq.journal.client.Appender;
import io.robustmq.journal.client.ClientSettings;
import io.robustmq.journal.client.JournalClient;
import io.robustmq.journal.client.Tailing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The shards of some groups of journal servers. Other brokers have the same. */
final class JournalStorage implements Storage {
    /** Of the first group, for what is the storage's own: how many shards there are. */
    private static final int OWN_SHARD = Limits.SHARDS - 1;

    private static final ByteString SHARDS = ByteString.copyFromUtf8("shards");
    private static final Duration ATTEMPT = Duration.ofSeconds(2);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final JournalSettings settings;
    private final ScheduledThreadPoolExecutor threads;
    private final JournalClient client;
    private final List<JournalShard> shards = new ArrayList<>();
    private final List<Tailing> tails = new ArrayList<>();
    private Durability durability = Durability.QUORUM_FSYNC;
    private volatile String trouble = "";
    private volatile boolean closed;

    private JournalStorage(JournalSettings settings) {
        this.settings = settings;
        this.threads = new ScheduledThreadPoolExecutor(
                settings.threads(),
                Thread.ofPlatform().daemon().name("storage-journal-", 0).factory());
        threads.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        threads.setRemoveOnCancelPolicy(true);
        Duration attempt = settings.patience().compareTo(ATTEMPT.multipliedBy(2)) < 0
                ? settings.patience().dividedBy(2)
                : ATTEMPT;
        this.client = new JournalClient(new ClientSettings(settings.servers(), settings.patience(), attempt, PAUSE));
    }

    static Storage open(StorageSettings storage, JournalSettings settings) {
        JournalStorage opened = new JournalStorage(settings);
        try {
            opened.start(storage.shards());
            return opened;
        } catch (RuntimeException e) {
            opened.close();
            if (e instanceof StorageException why) {
                throw new StorageException(
                        why.kind(), "Storage on " + settings.servers() + " cannot be opened: " + why.getMessage(), why);
            }
            throw e;
        }
    }

    private void start(int newShards) {
        Map<String, Map<Integer, JournalShard>> byGroup = new HashMap<>();
        List<CompletionStage<Void>> opening = new ArrayList<>();
        for (ShardRef ref : refs(newShards)) {
            JournalShard shard =
                    new JournalShard(settings, ref, client, new SerialTurns(threads), what -> trouble = what);
            shards.add(shard);
            byGroup.computeIfAbsent(ref.getGroup(), none -> new HashMap<>()).put(ref.getShard(), shard);
            opening.add(shard.open());
        }
        opening.forEach(this::await);
        byGroup.forEach(this::follow);
        durability = durabilityOfServers();
    }

    /** Where each shard is: as the settings have it, or else the servers. */
    private List<ShardRef> refs(int newShards) {
        if (!settings.groups().isEmpty()) {
            return spread(settings.groups(), newShards);
        }
        ShardsResponse said = await(client.shards());
        return said.getShardsCount() > 0 ? said.getShardsList() : spread(said.getGroupsList(), newShards);
    }

    private List<ShardRef> spread(List<String> groups, int newShards) {
        int count = count(groups.getFirst(), newShards);
        List<ShardRef> refs = new ArrayList<>(count);
        for (int index = 0; index < count; index++) {
            refs.add(ShardRef.newBuilder()
                    .setGroup(groups.get(index % groups.size()))
                    .setShard(index)
                    .build());
        }
        return refs;
    }

    /** As many as the data has; data that is new gets as many as asked for. */
    private int count(String firstGroup, int newShards) {
        if (newShards < 1 || newShards >= OWN_SHARD) {
            throw new IllegalArgumentException(newShards + " shards; the journal takes 1 to " + (OWN_SHARD - 1));
        }
        ShardRef own =
                ShardRef.newBuilder().setGroup(firstGroup).setShard(OWN_SHARD).build();
        try (Appender appender = client.appender(own)) {
            await(appender.append(List.of(Write.newBuilder()
                    .addChanges(Change.newBuilder()
                            .setRequire(Change.Require.newBuilder().setKey(SHARDS)))
                    .addChanges(Change.newBuilder()
                            .setPut(Change.Put.newBuilder()
                                    .setKey(SHARDS)
                                    .setValue(ByteString.copyFromUtf8(Integer.toString(newShards)))))
                    .build())));
        }
        String found = await(client.get(
                        GetRequest.newBuilder().setShard(own).setKey(SHARDS).build()))
                .getValue()
                .toString(UTF_8);
        if (!found.matches("[1-9][0-9]?")) {
            throw new StorageException(Kind.FAILED, "The journal says that there are \"" + found + "\" shards");
        }
        return Integer.parseInt(found);
    }

    private void follow(String group, Map<Integer, JournalShard> of) {
        Tailing tail = client.tail(group, (TailResponse response) -> {
            JournalShard shard = of.get(response.getShard().getShard());
            if (shard != null) {
                shard.received(response);
            }
        });
        Map<Integer, Long> from = new HashMap<>();
        of.forEach((index, shard) -> from.put(index, shard.followedFrom()));
        tail.follow(from);
        tails.add(tail);
    }

    /** What the first server that answers says; they are all set alike. */
    private Durability durabilityOfServers() {
        for (String server : settings.servers()) {
            try {
                String says = await(client.status(server)).getDurability();
                return says.equals(Durability.QUORUM.setting()) ? Durability.QUORUM : Durability.QUORUM_FSYNC;
            } catch (StorageException away) {
                // Another one may answer.
            }
        }
        throw new StorageException(Kind.UNAVAILABLE, "no journal server answers");
    }

    @Override
    public Durability durability() {
        return durability;
    }

    @Override
    public boolean isShared() {
        return true;
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
        return trouble;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        tails.forEach(Tailing::close);
        try {
            await(CompletableFuture.allOf(shards.stream()
                    .map(shard -> shard.close().toCompletableFuture())
                    .toArray(CompletableFuture[]::new)));
        } catch (StorageException away) {
            // What was accepted has been answered; servers that are away must not keep a broker from stopping.
        }
        client.close();
        threads.shutdown();
    }

    private <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture()
                    .get(settings.patience().multipliedBy(2).toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException(Kind.UNAVAILABLE, "Interrupted", e);
        } catch (TimeoutException e) {
            throw new StorageException(Kind.UNAVAILABLE, "The journal has not answered for too long", e);
        } catch (ExecutionException e) {
            throw Translation.failure(e);
        }
    }
}
