package io.robustmq.placement.client;

import com.google.protobuf.Any;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import io.robustmq.config.testkit.TestPorts;
import io.robustmq.placement.api.v1.ClusterGrpc;
import io.robustmq.placement.api.v1.GetRequest;
import io.robustmq.placement.api.v1.GetResponse;
import io.robustmq.placement.api.v1.HeartbeatRequest;
import io.robustmq.placement.api.v1.HeartbeatResponse;
import io.robustmq.placement.api.v1.Member;
import io.robustmq.placement.api.v1.MemberStatus;
import io.robustmq.placement.api.v1.MembersResponse;
import io.robustmq.placement.api.v1.NodesGrpc;
import io.robustmq.placement.api.v1.PlacementError;
import io.robustmq.placement.api.v1.PromoteRequest;
import io.robustmq.placement.api.v1.Reason;
import io.robustmq.placement.api.v1.RegisterRequest;
import io.robustmq.placement.api.v1.RegisterResponse;
import io.robustmq.placement.api.v1.ResourcesGrpc;
import io.robustmq.placement.api.v1.StatusRequest;
import io.robustmq.placement.api.v1.StatusResponse;
import io.robustmq.placement.api.v1.UnregisterRequest;
import io.robustmq.placement.api.v1.UnregisterResponse;
import io.robustmq.placement.api.v1.WatchGrpc;
import io.robustmq.placement.api.v1.WatchRequest;
import io.robustmq.placement.api.v1.WatchResponse;
import io.robustmq.placement.api.v1.WriteRequest;
import io.robustmq.placement.api.v1.WriteResponse;
import io.robustmq.placement.client.call.ClientSettings;
import io.robustmq.placement.client.call.Rpc;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A member of the placement centre that says what a test wants: on loopback, over real connections. A script answers a request, throws
 * what {@link #fault} makes, or answers {@link #NEVER}. Until it has one it does not lead, and knows nobody who does.
 */
public final class ScriptedMember implements AutoCloseable {

    /** What a script returns to hang. */
    public static final Object NEVER = new Object();

    /** A script for a stream. */
    @FunctionalInterface
    public interface Streaming {
        void accept(WatchRequest request, StreamObserver<WatchResponse> observer);
    }

    public final List<Object> received = new CopyOnWriteArrayList<>();
    public volatile Function<WriteRequest, Object> onWrite = request -> notLeader("");
    public volatile Function<GetRequest, Object> onGet = request -> notLeader("");
    public volatile Function<RegisterRequest, Object> onRegister = request -> notLeader("");
    public volatile Function<HeartbeatRequest, Object> onHeartbeat = request -> notLeader("");
    public volatile Function<UnregisterRequest, Object> onUnregister = request -> notLeader("");
    public volatile Function<PromoteRequest, Object> onPromote = request -> notLeader("");
    public volatile Streaming onWatch = (request, observer) -> observer.onError(fault(Reason.CLUSTER_NOT_FORMED));
    public volatile List<String> members = List.of();

    private final int port = TestPorts.next();
    private Server server = start();

    /**
     * Makes the first call of this process, which loads what gRPC consists of: on a busy machine it takes longer than the times that tests
     * set for theirs.
     */
    public static void warmUp() {
        try (ScriptedMember member = new ScriptedMember();
                PlacementClient client = PlacementClient.open(ClientSettings.of(List.of(member.address()))
                        .withTryTimeout(Duration.ofMinutes(1))
                        .withPatience(Duration.ofMinutes(1)))) {
            member.onGet = request -> GetResponse.getDefaultInstance();
            client.call(Rpc.GET, GetRequest.getDefaultInstance())
                    .toCompletableFuture()
                    .join();
        }
    }

    public String address() {
        return "127.0.0.1:" + port;
    }

    /** All connections break, and the port does not answer any more. */
    public void die() {
        try {
            server.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public void revive() {
        server = start();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    public <T> List<T> received(Class<T> kind) {
        return received.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    public static StatusRuntimeException fault(Reason reason) {
        return fault(PlacementError.newBuilder()
                .setReason(reason)
                .setMessage("as scripted")
                .build());
    }

    public static StatusRuntimeException notLeader(String leader) {
        return fault(PlacementError.newBuilder()
                .setReason(Reason.NOT_LEADER)
                .setLeaderAddress(leader)
                .setRetryAfterMillis(100)
                .build());
    }

    public static StatusRuntimeException fault(PlacementError error) {
        return StatusProto.toStatusRuntimeException(com.google.rpc.Status.newBuilder()
                .setCode(Status.Code.UNAVAILABLE.value())
                .addDetails(Any.pack(error))
                .build());
    }

    private Server start() {
        try {
            return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                    .permitKeepAliveTime(1, TimeUnit.SECONDS)
                    .addService(new Resources())
                    .addService(new Nodes())
                    .addService(new Watch())
                    .addService(new Cluster())
                    .build()
                    .start();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("unchecked")
    private <Q, A> void play(Q request, StreamObserver<A> observer, Function<Q, Object> script) {
        received.add(request);
        Object answer = script.apply(request);
        if (answer instanceof Throwable fault) {
            observer.onError(fault);
        } else if (answer != NEVER) {
            observer.onNext((A) answer);
            observer.onCompleted();
        }
    }

    private final class Resources extends ResourcesGrpc.ResourcesImplBase {
        @Override
        public void write(WriteRequest request, StreamObserver<WriteResponse> observer) {
            play(request, observer, onWrite);
        }

        @Override
        public void get(GetRequest request, StreamObserver<GetResponse> observer) {
            play(request, observer, onGet);
        }
    }

    private final class Nodes extends NodesGrpc.NodesImplBase {
        @Override
        public void register(RegisterRequest request, StreamObserver<RegisterResponse> observer) {
            play(request, observer, onRegister);
        }

        @Override
        public void heartbeat(HeartbeatRequest request, StreamObserver<HeartbeatResponse> observer) {
            play(request, observer, onHeartbeat);
        }

        @Override
        public void unregister(UnregisterRequest request, StreamObserver<UnregisterResponse> observer) {
            play(request, observer, onUnregister);
        }
    }

    private final class Watch extends WatchGrpc.WatchImplBase {
        @Override
        public void watch(WatchRequest request, StreamObserver<WatchResponse> observer) {
            received.add(request);
            onWatch.accept(request, observer);
        }
    }

    private final class Cluster extends ClusterGrpc.ClusterImplBase {
        @Override
        public void status(StatusRequest request, StreamObserver<StatusResponse> observer) {
            StatusResponse.Builder response = StatusResponse.newBuilder();
            members.forEach(address -> response.addMembers(
                    MemberStatus.newBuilder().setMember(Member.newBuilder().setClientAddress(address))));
            observer.onNext(response.build());
            observer.onCompleted();
        }

        @Override
        public void promote(PromoteRequest request, StreamObserver<MembersResponse> observer) {
            play(request, observer, onPromote);
        }
    }
}
