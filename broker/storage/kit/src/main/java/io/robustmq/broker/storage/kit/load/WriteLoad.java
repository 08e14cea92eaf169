package io.robustmq.broker.storage.kit.load;

import io.robustmq.broker.storage.kit.Answers;
import io.robustmq.broker.storage.kit.Crowd;
import io.robustmq.broker.storage.spi.LogRecord;
import io.robustmq.broker.storage.spi.Shard;
import io.robustmq.broker.storage.spi.Storage;
import io.robustmq.broker.storage.spi.StorageProvider;
import io.robustmq.broker.storage.spi.StorageSettings;
import io.robustmq.broker.storage.spi.WriteBatch;
import io.robustmq.broker.storage.spi.Written;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;

/**
 * Threads write records of 200 bytes, each with so many writes under way, for some seconds after as many of warm-up. Prints
 * records and writes per second.
 *
 * <p>Arguments: type, folder, shards, threads, records of a batch, writes under way of each thread, seconds, then settings as
 * name=value.
 */
public final class WriteLoad {
    private static final int VALUE_BYTES = 200;
    private static final int TOPICS = 1_000;

    private WriteLoad() {}

    public static void main(String... arguments) throws InterruptedException {
        Map<String, String> values = new HashMap<>();
        for (int i = 7; i < arguments.length; i++) {
            String[] setting = arguments[i].split("=", 2);
            values.put(setting[0], setting[1]);
        }
        StorageProvider provider = ServiceLoader.load(StorageProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(candidate -> candidate.type().equals(arguments[0]))
                .findFirst()
                .orElseThrow();
        int shards = Integer.parseInt(arguments[2]);
        int threads = Integer.parseInt(arguments[3]);
        int batch = Integer.parseInt(arguments[4]);
        int underWay = Integer.parseInt(arguments[5]);
        int seconds = Integer.parseInt(arguments[6]);
        Storage storage = provider.open(new StorageSettings(Path.of(arguments[1]), shards, values));
        run(storage, threads, batch, underWay, seconds);
        double writes = run(storage, threads, batch, underWay, seconds);
        System.out.printf(
                "%s, %d shards, %d threads, batches of %d, %d under way each: %,.0f records/s in %,.0f writes/s%n",
                arguments[0], shards, threads, batch, underWay, writes * batch, writes);
        storage.close();
    }

    /** Returns writes per second. */
    private static double run(Storage storage, int threads, int batch, int underWay, int seconds)
            throws InterruptedException {
        LongAdder done = new LongAdder();
        long begin = System.nanoTime();
        long end = begin + seconds * 1_000_000_000L;
        Crowd.of(threads, who -> {
            Shard shard = storage.shard(who % storage.shards());
            ArrayDeque<CompletionStage<Written>> waiting = new ArrayDeque<>();
            for (int n = 0; System.nanoTime() - end < 0; n++) {
                while (waiting.size() >= underWay) {
                    Answers.of(waiting.remove());
                    done.increment();
                }
                waiting.add(shard.write(new WriteBatch(records(who, n, batch), List.of())));
            }
            waiting.forEach(Answers::of);
        });
        return done.sum() * 1e9 / (System.nanoTime() - begin);
    }

    private static List<LogRecord> records(int who, int n, int count) {
        List<LogRecord> records = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            byte[] topic = ("load/" + who + "/" + (n + i) % TOPICS).getBytes(StandardCharsets.US_ASCII);
            records.add(new LogRecord(System.currentTimeMillis(), topic, null, List.of(), new byte[VALUE_BYTES]));
        }
        return records;
    }
}
