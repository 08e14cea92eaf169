package io.robustmq.placement.server.process;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.robustmq.placement.api.v1.Change;
import io.robustmq.placement.api.v1.ClusterGrpc;
import io.robustmq.placement.api.v1.CommandHeader;
import io.robustmq.placement.api.v1.Config;
import io.robustmq.placement.api.v1.Consistency;
import io.robustmq.placement.api.v1.Entry;
import io.robustmq.placement.api.v1.EntryRef;
import io.robustmq.placement.api.v1.GetRequest;
import io.robustmq.placement.api.v1.Kind;
import io.robustmq.placement.api.v1.ListRequest;
import io.robustmq.placement.api.v1.ListResponse;
import io.robustmq.placement.api.v1.PageRequest;
import io.robustmq.placement.api.v1.PlacementError;
import io.robustmq.placement.api.v1.ReadOptions;
import io.robustmq.placement.api.v1.ResourcesGrpc;
import io.robustmq.placement.api.v1.StatusRequest;
import io.robustmq.placement.api.v1.StatusResponse;
import io.robustmq.placement.api.v1.WriteRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/** A client as it should be: it goes to the leader it is told of, and sends the same command again under the same key. */
final class Client implements AutoCloseable {

    private static final long PAUSE_NANOS = 50_000_000;
    private static final long CALL_MILLIS = 4_000;

    private final List<String> addresses;
    private final Map<String, ManagedChannel> channels = new HashMap<>();
    private int next;
    private String leader = "";

    Client(List<String> addresses) {
        this.addresses = addresses;
    }

    static CommandHeader header() {
        return CommandHeader.newBuilder()
                .setIdempotencyKey(UUID.randomUUID().toString())
                .build();
    }

    /** What is wrong, as the detail of the status has it. */
    static Optional<PlacementError> error(StatusRuntimeException fault) {
        return Optional.ofNullable(StatusProto.fromThrowable(fault))
                .filter(status -> status.getDetailsCount() == 1)
                .map(status -> {
                    try {
                        return status.getDetails(0).unpack(PlacementError.class);
                    } catch (com.google.protobuf.InvalidProtocolBufferException e) {
                        throw new IllegalStateException(e);
                    }
                });
    }

    ManagedChannel channel(String address) {
        return channels.computeIfAbsent(
                address, at -> NettyChannelBuilder.forTarget(at).usePlaintext().build());
    }

    /** Calls whoever leads, again and again until it is done or {@code patience} is over. */
    <T> T call(Duration patience, Function<ManagedChannel, T> call) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            String address = leader.isEmpty() ? addresses.get(next++ % addresses.size()) : leader;
            try {
                return call.apply(channel(address));
            } catch (StatusRuntimeException fault) {
                leader = error(fault).map(PlacementError::getLeaderAddress).orElse("");
                boolean again =
                        switch (fault.getStatus().getCode()) {
                            case UNAVAILABLE, UNKNOWN, DEADLINE_EXCEEDED, ABORTED -> true;
                            default -> false;
                        };
                if (!again || System.nanoTime() - deadline > 0) {
                    throw fault;
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    /** Sets a configuration key; returns the revision once that is acknowledged. */
    long put(String key, long value) {
        WriteRequest request = WriteRequest.newBuilder()
                .setHeader(header())
                .addChanges(Change.newBuilder()
                        .setPut(Entry.newBuilder()
                                .setConfig(Config.newBuilder().setKey(key).setInteger(value))))
                .build();
        return call(MemberProcess.PATIENCE, channel -> ResourcesGrpc.newBlockingStub(channel)
                .withDeadlineAfter(CALL_MILLIS, TimeUnit.MILLISECONDS)
                .write(request)
                .getRevision());
    }

    /** Reads a configuration key, linearizable. */
    long get(String key) {
        return call(MemberProcess.PATIENCE, channel -> get(channel, key));
    }

    /** The same at one member, once. */
    long getAt(String address, String key) {
        return get(channel(address), key);
    }

    private static long get(ManagedChannel channel, String key) {
        GetRequest request = GetRequest.newBuilder()
                .setRef(EntryRef.newBuilder().setKind(Kind.CONFIG).setName(key))
                .build();
        return ResourcesGrpc.newBlockingStub(channel)
                .withDeadlineAfter(CALL_MILLIS, TimeUnit.MILLISECONDS)
                .get(request)
                .getEntry()
                .getConfig()
                .getInteger();
    }

    /** All of the configuration that one member holds, answered from its own state. */
    List<Entry> staleConfig(String address) {
        List<Entry> all = new ArrayList<>();
        String token = "";
        do {
            ListResponse page = ResourcesGrpc.newBlockingStub(channel(address))
                    .withDeadlineAfter(CALL_MILLIS, TimeUnit.MILLISECONDS)
                    .list(ListRequest.newBuilder()
                            .setKind(Kind.CONFIG)
                            .setOptions(ReadOptions.newBuilder().setConsistency(Consistency.CONSISTENCY_STALE))
                            .setPage(PageRequest.newBuilder().setPageSize(1_000).setPageToken(token))
                            .build());
            all.addAll(page.getEntriesList());
            token = page.getPage().getNextPageToken();
        } while (!token.isEmpty());
        return all;
    }

    StatusResponse status(String address) {
        return ClusterGrpc.newBlockingStub(channel(address))
                .withDeadlineAfter(CALL_MILLIS, TimeUnit.MILLISECONDS)
                .status(StatusRequest.getDefaultInstance());
    }

    @Override
    public void close() {
        channels.values().forEach(ManagedChannel::shutdownNow);
    }
}
