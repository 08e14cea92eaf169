package io.robustmq.journal.server.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.robustmq.journal.api.v1.Appended;
import io.robustmq.journal.api.v1.Change;
import io.robustmq.journal.api.v1.GetRequest;
import io.robustmq.journal.api.v1.Outcome;
import io.robustmq.journal.api.v1.ReadRequest;
import io.robustmq.journal.api.v1.ReadResponse;
import io.robustmq.journal.api.v1.Record;
import io.robustmq.journal.api.v1.ShardRef;
import io.robustmq.journal.api.v1.StoredRecord;
import io.robustmq.journal.api.v1.TailResponse;
import io.robustmq.journal.api.v1.Write;
import io.robustmq.journal.client.Appender;
import io.robustmq.journal.client.JournalClient;
import io.robustmq.journal.client.Tailing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A stream of appends to some shards, each record with a number of its own and a change of the state to the same number, and someone who
 * follows the shards. The client tries for longer than any server is away, so each append is acknowledged in the end: each number
 * has to be there once, at the offset that was acknowledged, and in order.
 */
final class NumberedAppends implements AutoCloseable {
    private static final int ON_THEIR_WAY = 40; // more than a client sends without an answer
    private static final long PAUSE_NANOS =
            TimeUnit.MILLISECONDS.toNanos(200); // after as many: servers have to start beside it
    private static final int PAGE = 1_000;
    private static final int VALUE_BYTES = 300;
    private static final ByteString LAST = ByteString.copyFromUtf8("last");

    private final JournalClient client;
    private final List<Lane> lanes = new ArrayList<>();
    private final Map<String, Tailing> tails = new TreeMap<>();
    private volatile boolean stopping;

    /**
     * Closes the client in the end.
     *
     * @param shards each another number
     */
    NumberedAppends(JournalClient client, List<ShardRef> shards) {
        this.client = client;
        shards.forEach(shard -> lanes.add(new Lane(shard)));
        lanes.forEach(lane -> tails.computeIfAbsent(lane.ref.getGroup(), group -> client.tail(group, this::followed))
                .follow(Map.of(lane.ref.getShard(), 0L)));
    }

    NumberedAppends start() {
        lanes.forEach(lane -> lane.thread.start());
        return this;
    }

    /** Waits until every shard has acknowledged so many more. */
    void awaitMore(int appends) {
        Map<Lane, Integer> enough = new HashMap<>();
        lanes.forEach(lane -> enough.put(lane, lane.acknowledged.size() + appends));
        await().atMost(JournalProcess.PATIENCE).until(() -> lanes.stream()
                .allMatch(lane -> lane.acknowledged.size() >= enough.get(lane) || !lane.faults.isEmpty()));
        lanes.forEach(lane -> assertThat(lane.faults).isEmpty());
    }

    /** Ends the stream, and waits until all of it is acknowledged. */
    void stop() throws InterruptedException {
        stopping = true;
        for (Lane lane : lanes) {
            lane.thread.join();
            assertThat(lane.room.tryAcquire(ON_THEIR_WAY, JournalProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as("all is answered")
                    .isTrue();
            lane.room.release(ON_THEIR_WAY);
            assertThat(lane.faults).isEmpty();
            assertThat(lane.acknowledged).hasSize(lane.made.get());
        }
    }

    /** What was acknowledged is there, once, in order and where it was said to be, for who reads as for who followed. */
    void check() throws Exception {
        for (Lane lane : lanes) {
            Map<Long, String> read = read(lane.ref);
            Map<Long, String> expected = new TreeMap<>();
            lane.acknowledged.forEach((number, offset) -> expected.put(offset, value(lane.ref, number)));
            assertThat(read).as("shard " + lane.ref.getShard()).isEqualTo(expected);
            assertThat(new ArrayList<>(lane.acknowledged.values())).isSorted().doesNotHaveDuplicates();

            await().atMost(JournalProcess.PATIENCE).until(() -> lane.followed.size() >= expected.size());
            assertThat(List.copyOf(lane.followed))
                    .as("followed, shard " + lane.ref.getShard())
                    .isEqualTo(List.copyOf(expected.values()));

            ByteString last = client.get(GetRequest.newBuilder()
                            .setShard(lane.ref)
                            .setKey(LAST)
                            .build())
                    .get(JournalProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .getValue();
            assertThat(last.toStringUtf8()).isEqualTo(Integer.toString(lane.made.get() - 1));
        }
    }

    private Map<Long, String> read(ShardRef shard) throws Exception {
        Map<Long, String> all = new TreeMap<>();
        long from = 0;
        while (true) {
            ReadResponse page = client.read(ReadRequest.newBuilder()
                            .setShard(shard)
                            .setFromOffset(from)
                            .setMaxRecords(PAGE)
                            .setMaxBytes(1 << 20)
                            .build())
                    .get(JournalProcess.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            page.getRecordsList().forEach(record -> all.put(record.getOffset(), text(record)));
            from = page.getNextOffset();
            if (page.getAtEnd()) {
                return all;
            }
        }
    }

    private void followed(TailResponse response) {
        lanes.stream().filter(lane -> lane.ref.equals(response.getShard())).forEach(lane -> response.getRecordsList()
                .forEach(record -> lane.followed.add(text(record))));
    }

    private static String text(StoredRecord record) {
        return record.getRecord().getValue().toString(StandardCharsets.UTF_8);
    }

    private static String value(ShardRef shard, int number) {
        String id = shard.getShard() + "-" + number + " ";
        return id + "x".repeat(VALUE_BYTES - id.length());
    }

    @Override
    public void close() {
        stopping = true;
        lanes.forEach(lane -> lane.room.release(ON_THEIR_WAY));
        tails.values().forEach(Tailing::close);
        lanes.forEach(lane -> lane.appender.close());
        client.close();
    }

    /** One shard and who writes to it. */
    private final class Lane {
        final ShardRef ref;
        final Appender appender;
        final Semaphore room = new Semaphore(ON_THEIR_WAY);
        final AtomicInteger made = new AtomicInteger();
        final Map<Integer, Long> acknowledged = new ConcurrentSkipListMap<>();
        final List<Throwable> faults = Collections.synchronizedList(new ArrayList<>());
        final List<String> followed = Collections.synchronizedList(new ArrayList<>());
        final Thread thread = Thread.ofPlatform().daemon().unstarted(this::write);

        Lane(ShardRef ref) {
            this.ref = ref;
            this.appender = client.appender(ref);
        }

        private void write() {
            while (!stopping && faults.isEmpty()) {
                room.acquireUninterruptibly();
                if (stopping) {
                    room.release();
                    return;
                }
                int number = made.getAndIncrement();
                if (number % ON_THEIR_WAY == 0) {
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
                appender.append(List.of(writeOf(number))).whenComplete((appended, fault) -> {
                    answered(number, appended, fault);
                    room.release();
                });
            }
        }

        private Write writeOf(int number) {
            return Write.newBuilder()
                    .addRecords(Record.newBuilder()
                            .setTimestampMillis(1)
                            .setTopic(ByteString.copyFromUtf8("numbers"))
                            .setValue(ByteString.copyFromUtf8(value(ref, number))))
                    .addChanges(Change.newBuilder()
                            .setPut(Change.Put.newBuilder()
                                    .setKey(LAST)
                                    .setValue(ByteString.copyFromUtf8(Integer.toString(number)))))
                    .build();
        }

        private void answered(int number, Appended appended, Throwable fault) {
            if (fault != null) {
                faults.add(fault);
                return;
            }
            Outcome outcome = appended.getOutcomes(0);
            acknowledged.put(number, outcome.getFirstOffset());
        }
    }
}
