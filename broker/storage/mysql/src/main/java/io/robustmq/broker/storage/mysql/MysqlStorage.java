package io.robustmq.broker.storage.mysql;

import io.robustmq.broker.storage.mysql.database.Database;
import io.robustmq.broker.storage.mysql.database.Ownership;
import io.robustmq.broker.storage.mysql.database.Schema;
import io.robustmq.broker.storage.mysql.database.Sql;
import io.robustmq.broker.storage.mysql.rows.ShardRow;
import io.robustmq.broker.storage.mysql.write.Position;
import io.robustmq.broker.storage.service.OwnerId;
import io.robustmq.broker.storage.service.StorageFailures;
import io.robustmq.broker.storage.spi.Durability;
import io.robustmq.broker.storage.spi.Shard;
import io.robustmq.broker.storage.spi.Storage;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import io.robustmq.broker.storage.spi.StorageSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The tables of one schema, held by one broker at a time. */
final class MysqlStorage implements Storage {
    /** A part of a value is at most a quarter of what the database takes as one packet, and at most this. */
    private static final int LARGEST_PART = 4 << 20;

    private final MysqlSettings settings;
    private final Database database;
    private final Database.Loop loop;
    private final Ownership ownership;
    private final List<MysqlShard> shards = new ArrayList<>();
    private volatile boolean closed;
    private volatile String lost = "";

    private MysqlStorage(MysqlSettings settings, Database database, Database.Loop loop, Ownership ownership) {
        this.settings = settings;
        this.database = database;
        this.loop = loop;
        this.ownership = ownership;
    }

    static MysqlStorage open(StorageSettings storage, MysqlSettings settings) {
        String owner = OwnerId.in(storage.folder());
        Database database = Database.configure(settings);
        try {
            Database.Loop loop = database.newLoop();
            database.await(Schema.upgrade(loop));
            Ownership ownership = take(database, loop, owner, storage.shards(), settings);
            MysqlStorage opened = new MysqlStorage(settings, database, loop, ownership);
            opened.openShards();
            opened.renew();
            return opened;
        } catch (StorageException e) {
            database.close();
            throw new StorageException(e.kind(), "Storage in " + settings + " cannot be opened: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
    }

    /** Waits as long as a lease may last; a broker that is alive will have renewed it by then. */
    private static Ownership take(
            Database database, Database.Loop loop, String owner, int shards, MysqlSettings settings) {
        long giveUpNanos = System.nanoTime() + settings.lease().toNanos() * 3 / 2;
        while (true) {
            Optional<Ownership> taken = database.await(Ownership.take(loop, owner, shards, settings.lease()));
            if (taken.isPresent()) {
                return taken.get();
            }
            if (System.nanoTime() > giveUpNanos) {
                throw new StorageException(
                        Kind.UNAVAILABLE,
                        "The tables belong to broker " + database.await(Ownership.holder(loop))
                                + ", which is alive: stop it, or give this one a schema of its own");
            }
            try {
                TimeUnit.MILLISECONDS.sleep(settings.lease().toMillis() / 20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StorageException(Kind.UNAVAILABLE, "Interrupted", e);
            }
        }
    }

    private void openShards() {
        Object[] row = database.await(loop.read(session -> Sql.rows(session, "SELECT @@max_allowed_packet, 1")))
                .getFirst();
        int partBytes = (int) Math.min(LARGEST_PART, Sql.number(row[0]) / 4);
        List<ShardRow> rows = database.await(
                loop.read(session -> session.createSelectionQuery("from ShardRow s order by s.shard", ShardRow.class)
                        .getResultList()));
        for (ShardRow shard : rows) {
            shards.add(new MysqlShard(
                    settings, shard.shard, ownership.epoch(), partBytes, database.newLoop(), Position.of(shard)));
        }
        shards.forEach(MysqlShard::start);
    }

    private void renew() {
        loop.runAfter(settings.lease().toMillis() / 3, () -> {
            if (closed) {
                return;
            }
            ownership.renew(loop).whenComplete((done, failure) -> {
                StorageException why = failure == null ? null : StorageFailures.of(failure);
                if (why != null && why.kind() == Kind.FAILED) {
                    lost = StorageFailures.says(why);
                    shards.forEach(shard -> shard.fail(why));
                } else {
                    renew();
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
        return lost.isEmpty() ? database.trouble() : lost;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        for (MysqlShard shard : shards) {
            quietly(() -> database.await(shard.close()));
        }
        quietly(() -> database.await(ownership.giveUp(loop)));
        database.close();
    }

    /** A database that is away must not keep a broker from stopping. */
    private static void quietly(Runnable step) {
        try {
            step.run();
        } catch (StorageException e) {
            // what was accepted has been answered; the lease runs out by itself
        }
    }
}
