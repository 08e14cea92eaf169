package io.robustmq.placement.server.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.robustmq.placement.api.v1.Change;
import io.robustmq.placement.api.v1.Config;
import io.robustmq.placement.api.v1.Entry;
import io.robustmq.placement.api.v1.EntryRef;
import io.robustmq.placement.api.v1.GetRequest;
import io.robustmq.placement.api.v1.GetResponse;
import io.robustmq.placement.api.v1.Kind;
import io.robustmq.placement.api.v1.PlacementError;
import io.robustmq.placement.api.v1.Reason;
import io.robustmq.placement.api.v1.ResourcesGrpc;
import io.robustmq.placement.api.v1.WriteRequest;
import io.robustmq.placement.server.history.History;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Clients that write and read a few registers at all members for as long as a fault lasts, and what they were told: writers put, or
 * compare and set, and most send the same again under its key when they do not hear of it; readers ask any member for a
 * linearizable read, and ask once. A register is used for some hundred operations and then another, so that each has a history
 * that can be searched.
 */
final class RecordedLoad implements AutoCloseable {

    private static final int WRITERS = 4;
    private static final int READERS = 4;
    private static final int REGISTERS = 3;
    private static final int OPERATIONS_A_REGISTER = 120;
    private static final long TRY_MILLIS = 1_500;
    private static final int TRIES = 6;
    private static final int SENT = 10; // a try that was surely not done counts a tenth of one that perhaps was
    private static final int ONE_TRY_OF = 8; // one write of so many is not tried again
    private static final long PAUSE_NANOS =
            20_000_000; // between the operations of one client: servers have to start beside them

    /** A test that fails may be run once more; but what could not be once is wrong however that ends. */
    private static final ConcurrentLinkedQueue<String> FAULTS = new ConcurrentLinkedQueue<>();

    private static final StackWalker CALLER = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    private static final AtomicInteger LOADS = new AtomicInteger();

    private final List<String> addresses;
    private final long seed;
    private final int number = LOADS.incrementAndGet(); // each has registers of its own, also in one cluster
    private final History history = new History();
    private final AtomicLong values = new AtomicLong();
    private final AtomicLong operations = new AtomicLong();
    private final AtomicLong acknowledged = new AtomicLong();
    private final Map<String, AtomicLong> answeredBy = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    RecordedLoad(List<String> addresses, long seed) {
        this.addresses = addresses;
        this.seed = seed;
    }

    /** The seed of a test: of the system property {@code seed}, else another each time; printed. */
    static long seed() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println(CALLER.getCallerClass().getSimpleName() + ", seed " + seed);
        return seed;
    }

    RecordedLoad start() {
        for (int i = 0; i < WRITERS + READERS; i++) {
            boolean writes = i < WRITERS;
            Party party = new Party((writes ? "writer" : "reader") + i, new Random(seed + i));
            threads.add(Thread.ofPlatform().name(party.name).start(() -> party.run(writes)));
        }
        return this;
    }

    /** How many writes were acknowledged. */
    long acknowledged() {
        return acknowledged.get();
    }

    /** How many calls one member has answered with what was asked for. */
    long answeredBy(String address) {
        return answeredBy.computeIfAbsent(address, any -> new AtomicLong()).get();
    }

    /** Waits until so many writes more are acknowledged: the cluster goes on. */
    void awaitMore(int writes) {
        long before = acknowledged();
        await().atMost(MemberProcess.PATIENCE).until(() -> acknowledged() >= before + writes || !failures.isEmpty());
        assertThat(failures).isEmpty();
    }

    /** Waits until one member has answered so many calls more. */
    void awaitMoreBy(String address, int calls) {
        long before = answeredBy(address);
        await().atMost(MemberProcess.PATIENCE)
                .until(() -> answeredBy(address) >= before + calls || !failures.isEmpty());
        assertThat(failures).isEmpty();
    }

    /** Ends the clients, reads each register once more, and fails if what all of them were told cannot be. */
    void stopAndCheck() {
        stop();
        Party last = new Party("last", new Random(seed));
        try {
            for (String key : history.keys()) {
                await().atMost(MemberProcess.PATIENCE).until(() -> last.read(key));
            }
        } finally {
            last.close();
        }
        System.out.printf(
                "%d operations on %d registers, %d writes acknowledged, %d unknown%n",
                history.size(), history.keys().size(), acknowledged(), history.unknowns());
        assertThat(failures).isEmpty();
        history.faults().forEach(fault -> FAULTS.add("seed " + seed + ": " + fault));
        assertThat(FAULTS).isEmpty();
    }

    private void stop() {
        stopped = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void close() {
        stop();
    }

    private String register(Random random) {
        return "load" + number + "-register" + random.nextInt(REGISTERS) + "-"
                + operations.getAndIncrement() / (REGISTERS * OPERATIONS_A_REGISTER);
    }

    /** Whether whoever says so has surely not done what it was asked to. */
    private static boolean isSurelyNotDone(StatusRuntimeException fault) {
        Reason reason = Client.error(fault).map(PlacementError::getReason).orElse(Reason.OUTCOME_UNKNOWN);
        return switch (reason) {
            case NOT_LEADER, NO_QUORUM, CLUSTER_NOT_FORMED, OVERLOADED, SHUTTING_DOWN -> true;
            default -> false;
        };
    }

    /** One client, of one thread, with its own connections. */
    private final class Party implements AutoCloseable {
        private final String name;
        private final Random random;
        private final Map<String, ManagedChannel> channels = new HashMap<>();
        private @Nullable String leader;

        Party(String name, Random random) {
            this.name = name;
            this.random = random;
        }

        void run(boolean writes) {
            try (this) {
                while (!stopped) {
                    if (writes) {
                        write(register(random));
                    } else {
                        read(register(random));
                    }
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            } catch (RuntimeException | Error fault) {
                failures.add(fault);
            }
        }

        private String anyone() {
            return addresses.get(random.nextInt(addresses.size()));
        }

        private ResourcesGrpc.ResourcesBlockingStub at(String address) {
            ManagedChannel channel = channels.computeIfAbsent(
                    address,
                    to -> NettyChannelBuilder.forTarget(to).usePlaintext().build());
            channel.resetConnectBackoff();
            return ResourcesGrpc.newBlockingStub(channel).withDeadlineAfter(TRY_MILLIS, TimeUnit.MILLISECONDS);
        }

        /** @return whether there was an answer */
        boolean read(String key) {
            return tryRead(key) != null;
        }

        private @Nullable Held tryRead(String key) {
            String address = anyone();
            History.Call call = history.read(name, key);
            try {
                GetResponse response = at(address)
                        .get(GetRequest.newBuilder()
                                .setRef(EntryRef.newBuilder()
                                        .setKind(Kind.CONFIG)
                                        .setName(key))
                                .build());
                Held held = new Held(
                        response.getEntry().getConfig().getInteger(),
                        response.getEntry().getVersion());
                call.read(held.value(), response.getRevision());
                answered(address);
                return held;
            } catch (StatusRuntimeException fault) {
                if (Client.error(fault).map(PlacementError::getReason).orElse(null) == Reason.NOT_FOUND) {
                    call.readAbsent();
                    answered(address);
                    return new Held(0, 0);
                }
                return null;
            }
        }

        private void answered(String address) {
            answeredBy.computeIfAbsent(address, any -> new AtomicLong()).incrementAndGet();
        }

        private void write(String key) {
            long value = values.incrementAndGet();
            Config config = Config.newBuilder().setKey(key).setInteger(value).build();
            Change.Builder change =
                    Change.newBuilder().setPut(Entry.newBuilder().setConfig(config));
            History.Call call;
            Held held = random.nextBoolean() ? tryRead(key) : null;
            if (held == null) {
                call = history.put(name, key, value);
            } else {
                change.setExpectedVersion(held.version());
                call = history.compareAndSet(name, key, held.value(), value);
            }
            WriteRequest request = WriteRequest.newBuilder()
                    .setHeader(Client.header())
                    .addChanges(change)
                    .build();
            send(request, call, random.nextInt(ONE_TRY_OF) == 0 ? 1 : TRIES);
        }

        /** The same under the same key, until it is answered. */
        private void send(WriteRequest request, History.Call call, int tries) {
            boolean perhapsDone = false;
            for (int cost = 0; cost < tries * SENT; ) {
                String address = leader == null ? anyone() : leader;
                try {
                    call.done(at(address).write(request).getRevision());
                    leader = address;
                    acknowledged.incrementAndGet();
                    answered(address);
                    return;
                } catch (StatusRuntimeException fault) {
                    PlacementError error = Client.error(fault).orElse(PlacementError.getDefaultInstance());
                    if (error.getReason() == Reason.VERSION_MISMATCH) {
                        call.mismatch();
                        answered(address);
                        return;
                    }
                    boolean sure = isSurelyNotDone(fault);
                    perhapsDone |= !sure;
                    leader = error.getLeaderAddress().isEmpty() ? null : error.getLeaderAddress();
                    cost += sure ? 1 : SENT;
                }
                if (stopped && !perhapsDone) {
                    return;
                }
                LockSupport.parkNanos(random.nextInt(50_000_000));
            }
            if (perhapsDone) {
                call.unknown();
            }
        }

        @Override
        public void close() {
            channels.values().forEach(ManagedChannel::shutdownNow);
        }
    }

    private record Held(long value, long version) {}
}
