package io.robustmq.broker.storage.kit.crash;

import io.robustmq.broker.storage.kit.Answers;
import io.robustmq.broker.storage.spi.Storage;
import io.robustmq.broker.storage.spi.StorageProvider;
import io.robustmq.broker.storage.spi.StorageSettings;
import io.robustmq.broker.storage.spi.Written;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CompletionStage;

/**
 * The process that is killed: some writers write their {@link Workload} as fast as they can and print {@code writer n} for
 * each batch that is acknowledged.
 */
final class WritingProcess {
    /** How a line begins that tells of an acknowledgement; libraries may print others. */
    static final String ACKNOWLEDGED = "acknowledged";

    private static final int IN_FLIGHT = 20;
    private static final int KEPT_RECORDS = 3_000;

    private WritingProcess() {}

    /** @param arguments the adapter's type, the folder, the number of writers, then settings as name=value */
    public static void main(String... arguments) {
        Map<String, String> values = new HashMap<>();
        for (int i = 3; i < arguments.length; i++) {
            String[] setting = arguments[i].split("=", 2);
            values.put(setting[0], setting[1]);
        }
        Storage storage = provider(arguments[0]).open(new StorageSettings(Path.of(arguments[1]), 2, values));
        int writers = Integer.parseInt(arguments[2]);
        for (int writer = 0; writer < writers; writer++) {
            int who = writer;
            Workload workload = new Workload(storage.shard(who % storage.shards()), who);
            Thread.ofPlatform().start(() -> {
                try {
                    write(storage, workload, who);
                } catch (RuntimeException e) {
                    e.printStackTrace();
                    Runtime.getRuntime().halt(1);
                }
            });
        }
    }

    static StorageProvider provider(String type) {
        return ServiceLoader.load(StorageProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(provider -> provider.type().equals(type))
                .findFirst()
                .orElseThrow();
    }

    private static void write(Storage storage, Workload workload, int who) {
        ArrayDeque<CompletionStage<Written>> inFlight = new ArrayDeque<>();
        int acknowledged = workload.last();
        for (int n = acknowledged + 1; ; n++) {
            inFlight.add(storage.shard(who % storage.shards()).write(workload.batch(n)));
            while (inFlight.size() > n % IN_FLIGHT) {
                Answers.of(inFlight.remove());
                acknowledged++;
                say(ACKNOWLEDGED + " " + who + " " + acknowledged);
            }
            if (n % 200 == 0) {
                workload.trim(KEPT_RECORDS);
            }
        }
    }

    /** One write to the pipe, which the parent reads to its end also when this process is gone. */
    private static void say(String line) {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.US_ASCII);
        synchronized (System.out) {
            System.out.write(bytes, 0, bytes.length);
            System.out.flush();
        }
    }
}
