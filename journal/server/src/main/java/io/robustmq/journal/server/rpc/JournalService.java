package io.robustmq.journal.server.rpc;

import com.google.protobuf.UnsafeByteOperations;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.robustmq.journal.api.v1.AppendRequest;
import io.robustmq.journal.api.v1.AppendResponse;
import io.robustmq.journal.api.v1.DrainRequest;
import io.robustmq.journal.api.v1.DrainResponse;
import io.robustmq.journal.api.v1.GetRequest;
import io.robustmq.journal.api.v1.GetResponse;
import io.robustmq.journal.api.v1.JournalGrpc;
import io.robustmq.journal.api.v1.LastRequest;
import io.robustmq.journal.api.v1.LastResponse;
import io.robustmq.journal.api.v1.OffsetAtRequest;
import io.robustmq.journal.api.v1.OffsetAtResponse;
import io.robustmq.journal.api.v1.PageRequest;
import io.robustmq.journal.api.v1.PageResponse;
import io.robustmq.journal.api.v1.ReadRequest;
import io.robustmq.journal.api.v1.ReadResponse;
import io.robustmq.journal.api.v1.Reason;
import io.robustmq.journal.api.v1.ShardRef;
import io.robustmq.journal.api.v1.ShardsRequest;
import io.robustmq.journal.api.v1.ShardsResponse;
import io.robustmq.journal.api.v1.StatusRequest;
import io.robustmq.journal.api.v1.StatusResponse;
import io.robustmq.journal.api.v1.TailRequest;
import io.robustmq.journal.api.v1.TailResponse;
import io.robustmq.journal.api.v1.TrimRequest;
import io.robustmq.journal.api.v1.TrimResponse;
import io.robustmq.journal.server.disk.StateStore;
import io.robustmq.journal.server.entry.Kinds;
import io.robustmq.journal.server.lead.JournalFault;
import io.robustmq.journal.server.lead.Submission;
import io.robustmq.journal.server.raft.JournalNode;
import io.robustmq.journal.server.raft.Replica;
import io.robustmq.journal.storage.record.ReadQuery;
import io.robustmq.journal.storage.record.RecordPage;
import io.robustmq.journal.storage.record.StoredRecord;
import io.robustmq.placement.raft.NotLeadingException;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/** The service, over the replicas of a node. What reads a disk runs on a virtual thread. */
public final class JournalService extends JournalGrpc.JournalImplBase {
    private final JournalNode node;
    private final Supplier<ShardsResponse> shards;
    private final Groups groups;

    /** @param shards which group carries each shard, as far as is known */
    public JournalService(JournalNode node, Supplier<ShardsResponse> shards) {
        this.node = node;
        this.shards = shards;
        this.groups = new Groups(node);
    }

    @Override
    public StreamObserver<AppendRequest> append(StreamObserver<AppendResponse> to) {
        return AppendStream.begin(groups, (ServerCallStreamObserver<AppendResponse>) to);
    }

    @Override
    public StreamObserver<TailRequest> tail(StreamObserver<TailResponse> to) {
        return TailStream.begin(groups, (ServerCallStreamObserver<TailResponse>) to);
    }

    private static <T> void answer(StreamObserver<T> to, Supplier<T> work) {
        answerWith(to, () -> CompletableFuture.completedFuture(work.get()));
    }

    private static <T> void answerWith(StreamObserver<T> to, Supplier<CompletableFuture<T>> work) {
        Thread.ofVirtual().start(() -> {
            CompletableFuture<T> answer;
            try {
                answer = work.get();
            } catch (RuntimeException fault) {
                answer = CompletableFuture.failedFuture(fault);
            }
            answer.whenComplete((value, fault) -> {
                if (fault == null) {
                    to.onNext(value);
                    to.onCompleted();
                } else {
                    to.onError(Statuses.of(fault));
                }
            });
        });
    }

    /** Of the state: only when it is sure that nobody else leads. */
    private <T> CompletableFuture<T> linearizable(ShardRef shard, Function<Replica, T> read) {
        Replica replica = groups.led(shard);
        return replica.readBarrier()
                .thenApply(now -> read.apply(replica))
                .exceptionallyCompose(fault -> CompletableFuture.failedFuture(
                        fault instanceof NotLeadingException || fault.getCause() instanceof NotLeadingException
                                ? JournalFault.of(Reason.NO_QUORUM, "it could not be made sure that this server leads")
                                : fault));
    }

    @Override
    public void read(ReadRequest request, StreamObserver<ReadResponse> to) {
        answer(to, () -> {
            Replica replica = groups.led(request.getShard());
            long end = replica.appliedEnd().get();
            RecordPage page = replica.log()
                    .read(new ReadQuery(
                            request.getFromOffset(),
                            Messages.selection(request.getTopicsList()),
                            Kinds.of(request.getShard().getShard()),
                            Math.max(1, request.getMaxRecords()),
                            request.getMaxBytes()));
            ReadResponse.Builder response = ReadResponse.newBuilder();
            for (StoredRecord stored : page.records()) {
                if (stored.offset() < end) {
                    response.addRecords(Messages.of(stored));
                }
            }
            boolean atEnd = page.atEnd() || page.nextOffset() >= end;
            return response.setNextOffset(atEnd ? Math.max(end, request.getFromOffset()) : page.nextOffset())
                    .setAtEnd(atEnd)
                    .setEdges(Groups.edges(replica))
                    .build();
        });
    }

    @Override
    public void get(GetRequest request, StreamObserver<GetResponse> to) {
        answerWith(
                to,
                () -> linearizable(request.getShard(), replica -> {
                    byte[] value = replica.state()
                            .get(request.getShard().getShard(), request.getKey().toByteArray());
                    GetResponse.Builder response = GetResponse.newBuilder();
                    if (value != null) {
                        response.setValue(UnsafeByteOperations.unsafeWrap(value));
                    }
                    return response.build();
                }));
    }

    @Override
    public void page(PageRequest request, StreamObserver<PageResponse> to) {
        answerWith(
                to,
                () -> linearizable(request.getShard(), replica -> {
                    StateStore.StatePage page = replica.state()
                            .page(
                                    request.getShard().getShard(),
                                    request.getFrom().toByteArray(),
                                    request.getTo().toByteArray(),
                                    Math.max(1, request.getMaxEntries()),
                                    request.getMaxBytes());
                    return PageResponse.newBuilder()
                            .addAllEntries(page.entries())
                            .setMore(page.more())
                            .build();
                }));
    }

    @Override
    public void offsetAt(OffsetAtRequest request, StreamObserver<OffsetAtResponse> to) {
        answer(to, () -> {
            Replica replica = groups.led(request.getShard());
            long end = replica.appliedEnd().get();
            OptionalLong offset = replica.log()
                    .offsetAt(
                            request.getTimestampMillis(),
                            Kinds.of(request.getShard().getShard()));
            OffsetAtResponse.Builder response = OffsetAtResponse.newBuilder();
            offset.stream().filter(found -> found < end).forEach(response::setOffset);
            return response.build();
        });
    }

    @Override
    public void last(LastRequest request, StreamObserver<LastResponse> to) {
        answerWith(to, () -> last(groups.led(request.getShard()), request));
    }

    /** What is on this disk may be waiting for the others, or be replaced: then the answer waits, and is looked for again. */
    private static CompletableFuture<LastResponse> last(Replica replica, LastRequest request) {
        StoredRecord found = replica.log()
                .last((byte) request.getShard().getShard(), request.getKey().toByteArray());
        if (found == null || found.offset() < replica.appliedEnd().get()) {
            LastResponse.Builder response = LastResponse.newBuilder();
            if (found != null) {
                response.setRecord(Messages.of(found));
            }
            return CompletableFuture.completedFuture(response.build());
        }
        CompletableFuture<Void> committed = new CompletableFuture<>();
        replica.appliedEnd().whenBeyond(found.offset(), () -> {
            if (replica.isLeading()) {
                committed.completeAsync(() -> null);
            } else {
                committed.completeExceptionally(replica.notLeading());
            }
        });
        return committed.thenCompose(done -> last(replica, request));
    }

    @Override
    public void trim(TrimRequest request, StreamObserver<TrimResponse> to) {
        answerWith(to, () -> {
            Replica replica = groups.led(request.getShard());
            Submission trim = Submission.trim(request.getShard().getShard(), before(request, replica));
            replica.submit(trim);
            return trim.answer()
                    .thenApplyAsync(
                            done -> {
                                replica.letGo();
                                return TrimResponse.newBuilder()
                                        .setEdges(Groups.edges(replica))
                                        .build();
                            },
                            Thread::startVirtualThread);
        });
    }

    private static long before(TrimRequest request, Replica replica) {
        long before = request.getBefore();
        if (request.hasOlderThanMillis()) {
            before = Math.max(before, replica.log().endOfOlder(request.getOlderThanMillis()));
        }
        if (request.hasMaxBytes()) {
            long shards = Math.max(1, replica.state().shards().size());
            long most =
                    request.getMaxBytes() > Long.MAX_VALUE / shards ? Long.MAX_VALUE : request.getMaxBytes() * shards;
            before = Math.max(before, replica.log().endOfBeyond(most));
        }
        return before;
    }

    @Override
    public void shards(ShardsRequest request, StreamObserver<ShardsResponse> to) {
        answer(to, shards);
    }

    @Override
    public void status(StatusRequest request, StreamObserver<StatusResponse> to) {
        answer(to, () -> {
            StatusResponse.Builder response = StatusResponse.newBuilder()
                    .setNode(node.self().id())
                    .setDurability(node.isFlushing() ? "quorum-fsync" : "quorum");
            node.replicas().forEach(replica -> response.addGroups(replica.status()));
            return response.build();
        });
    }

    @Override
    public void drain(DrainRequest request, StreamObserver<DrainResponse> to) {
        answer(to, () -> {
            node.replicas().forEach(Replica::handOver);
            return DrainResponse.newBuilder()
                    .setLeading((int)
                            node.replicas().stream().filter(Replica::isLeading).count())
                    .build();
        });
    }
}
