package io.robustmq.journal.client;

import com.google.protobuf.Any;
import com.google.rpc.Status;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import io.robustmq.journal.api.v1.AppendRequest;
import io.robustmq.journal.api.v1.AppendResponse;
import io.robustmq.journal.api.v1.Appended;
import io.robustmq.journal.api.v1.GetRequest;
import io.robustmq.journal.api.v1.GetResponse;
import io.robustmq.journal.api.v1.GroupStatus;
import io.robustmq.journal.api.v1.JournalError;
import io.robustmq.journal.api.v1.JournalGrpc;
import io.robustmq.journal.api.v1.Outcome;
import io.robustmq.journal.api.v1.Reason;
import io.robustmq.journal.api.v1.Role;
import io.robustmq.journal.api.v1.ShardsRequest;
import io.robustmq.journal.api.v1.ShardsResponse;
import io.robustmq.journal.api.v1.StatusRequest;
import io.robustmq.journal.api.v1.StatusResponse;
import io.robustmq.journal.api.v1.TailRequest;
import io.robustmq.journal.api.v1.TailResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server on loopback that keeps what it is asked, and answers as it is told. Thread-safe. */
final class FakeJournal extends JournalGrpc.JournalImplBase implements AutoCloseable {
    static final String GROUP = "00000000-0000-0000-0000-000000000001";

    /** In the order they came, over all streams. */
    final List<AppendRequest> appends = new CopyOnWriteArrayList<>();

    final List<TailRequest> tails = new CopyOnWriteArrayList<>();

    /** What the next calls of Get fail with, before they answer. */
    final Queue<Reason> getFaults = new ConcurrentLinkedQueue<>();

    volatile ShardsResponse shards = ShardsResponse.getDefaultInstance();
    volatile boolean leads;

    /** Whether appends are answered at once, and that they are made. */
    volatile boolean answers;

    /** Whether appends are answered at once, and that another leads: at this address. */
    volatile String refersTo = "";

    private volatile StreamObserver<AppendResponse> appendStream;
    private volatile StreamObserver<TailResponse> tailStream;
    private final Server server;

    FakeJournal() {
        try {
            server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .addService(this)
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String address() {
        return "127.0.0.1:" + server.getPort();
    }

    @Override
    public void status(StatusRequest request, StreamObserver<StatusResponse> to) {
        to.onNext(StatusResponse.newBuilder()
                .addGroups(GroupStatus.newBuilder()
                        .setGroup(GROUP)
                        .setRole(leads ? Role.LEADER : Role.FOLLOWER)
                        .setLeaderAddress(leads ? address() : ""))
                .build());
        to.onCompleted();
    }

    @Override
    public void shards(ShardsRequest request, StreamObserver<ShardsResponse> to) {
        to.onNext(shards);
        to.onCompleted();
    }

    @Override
    public void get(GetRequest request, StreamObserver<GetResponse> to) {
        Reason fault = getFaults.poll();
        if (fault == null) {
            to.onNext(GetResponse.newBuilder().setValue(request.getKey()).build());
            to.onCompleted();
        } else {
            to.onError(StatusProto.toStatusRuntimeException(Status.newBuilder()
                    .setCode(io.grpc.Status.Code.UNAVAILABLE.value())
                    .addDetails(Any.pack(error(fault, "")))
                    .build()));
        }
    }

    private static JournalError error(Reason reason, String leader) {
        return JournalError.newBuilder()
                .setReason(reason)
                .setLeaderAddress(leader)
                .build();
    }

    @Override
    public StreamObserver<AppendRequest> append(StreamObserver<AppendResponse> to) {
        appendStream = to;
        return new Requests<>() {
            @Override
            public void onNext(AppendRequest request) {
                appends.add(request);
                if (!refersTo.isEmpty()) {
                    refuse(request, Reason.NOT_LEADER);
                } else if (answers) {
                    made(request);
                }
            }
        };
    }

    /** Answers on the newest stream that a request is made. */
    void made(AppendRequest request) {
        appendStream.onNext(AppendResponse.newBuilder()
                .setShard(request.getShard())
                .setSequence(request.getSequence())
                .setAppended(Appended.newBuilder()
                        .addOutcomes(Outcome.newBuilder()
                                .setFirstOffset(request.getSequence())
                                .setNextOffset(request.getSequence() + 1)))
                .build());
    }

    void refuse(AppendRequest request, Reason reason) {
        appendStream.onNext(AppendResponse.newBuilder()
                .setShard(request.getShard())
                .setSequence(request.getSequence())
                .setError(error(reason, refersTo))
                .build());
    }

    @Override
    public StreamObserver<TailRequest> tail(StreamObserver<TailResponse> to) {
        tailStream = to;
        return new Requests<>() {
            @Override
            public void onNext(TailRequest request) {
                tails.add(request);
            }
        };
    }

    void send(TailResponse records) {
        tailStream.onNext(records);
    }

    private abstract static class Requests<T> implements StreamObserver<T> {
        @Override
        public void onError(Throwable gone) {}

        @Override
        public void onCompleted() {}
    }

    /** As a server that is killed. */
    @Override
    public void close() {
        server.shutdownNow();
        try {
            server.awaitTermination();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
