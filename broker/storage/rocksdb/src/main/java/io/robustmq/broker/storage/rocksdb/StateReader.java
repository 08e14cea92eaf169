package io.robustmq.broker.storage.rocksdb;

import io.robustmq.broker.storage.spi.PageRequest;
import io.robustmq.broker.storage.spi.StatePage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksIterator;

/** Reads the state of one shard; blocks. For any number of threads. */
final class StateReader {
    private final int shard;
    private final Database database;

    StateReader(int shard, Database database) {
        this.shard = shard;
        this.database = database;
    }

    byte @Nullable [] get(byte[] key) {
        return database.get(database.state, Keys.state(shard, key));
    }

    StatePage page(PageRequest request) {
        List<StatePage.Entry> entries = new ArrayList<>();
        byte[] end = request.to().length == 0 ? Keys.behindShard(shard) : Keys.state(shard, request.to());
        long bytes = 0;
        try (RocksIterator iterator = database.iterator(database.state)) {
            for (iterator.seek(Keys.state(shard, request.from())); iterator.isValid(); iterator.next()) {
                byte[] key = iterator.key();
                if (Arrays.compareUnsigned(key, end) >= 0) {
                    return new StatePage(entries, false);
                }
                byte[] value = iterator.value();
                int size = key.length + value.length;
                if (!entries.isEmpty()
                        && (entries.size() >= request.maxEntries() || bytes + size > request.maxBytes())) {
                    return new StatePage(entries, true);
                }
                entries.add(new StatePage.Entry(Keys.stateKeyOf(key), value));
                bytes += size;
            }
            Database.check(iterator);
        }
        return new StatePage(entries, false);
    }
}
