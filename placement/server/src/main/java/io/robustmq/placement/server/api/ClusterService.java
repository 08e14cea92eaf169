package io.robustmq.placement.server.api;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.robustmq.placement.api.v1.AddLearnerRequest;
import io.robustmq.placement.api.v1.BackupChunk;
import io.robustmq.placement.api.v1.BackupRequest;
import io.robustmq.placement.api.v1.ClusterGrpc;
import io.robustmq.placement.api.v1.Consistency;
import io.robustmq.placement.api.v1.MembersRequest;
import io.robustmq.placement.api.v1.MembersResponse;
import io.robustmq.placement.api.v1.PromoteRequest;
import io.robustmq.placement.api.v1.Reason;
import io.robustmq.placement.api.v1.RemoveRequest;
import io.robustmq.placement.api.v1.RestoreRequest;
import io.robustmq.placement.api.v1.RestoreResponse;
import io.robustmq.placement.api.v1.StatusRequest;
import io.robustmq.placement.api.v1.StatusResponse;
import io.robustmq.placement.api.v1.TransferLeadershipRequest;
import io.robustmq.placement.api.v1.TransferLeadershipResponse;
import io.robustmq.placement.raft.Member;
import io.robustmq.placement.server.centre.Centre;
import io.robustmq.placement.service.api.Desk;
import io.robustmq.placement.service.convert.Fields;
import io.robustmq.placement.service.fault.Fault;
import io.robustmq.placement.service.fault.Statuses;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;

/** The members themselves: who they are, how they change, backup and restore. */
public final class ClusterService extends ClusterGrpc.ClusterImplBase {

    private static final Pattern MEMBER_ID = Pattern.compile("\\d{1,9}-[0-9a-f]{8}");
    private static final Pattern ADDRESS = Pattern.compile(".{1,255}:\\d{1,5}");

    private static final Duration HAND_OVER_DEFAULT = Duration.ofSeconds(5);
    private static final Duration HAND_OVER_AT_MOST = Duration.ofMinutes(1);

    private final Desk<Centre> desk;
    private final MemberTable table;
    private final AtomicBoolean restoring = new AtomicBoolean();

    /** @param table what is told of members */
    public ClusterService(Desk<Centre> desk, MemberTable table) {
        this.desk = desk;
        this.table = table;
    }

    @Override
    public void status(StatusRequest request, StreamObserver<StatusResponse> observer) {
        Desk.answer(observer, () -> table.status(desk.centreIfOpen()));
    }

    @Override
    public void members(MembersRequest request, StreamObserver<MembersResponse> observer) {
        Desk.answer(observer, () -> {
            Centre centre = desk.centre();
            return centre.read(request.getOptions()).thenApply(image -> MemberTable.members(centre));
        });
    }

    @Override
    public void addLearner(AddLearnerRequest request, StreamObserver<MembersResponse> observer) {
        Desk.answer(observer, () -> {
            Desk.key(request.getHeader());
            Member learner = learner(
                    request.getMember().getMemberId(),
                    request.getMember().getPeerAddress(),
                    request.getMember().getClientAddress());
            Centre centre = desk.centre();
            return centre.membership().addLearner(learner).thenApply(done -> MemberTable.members(centre));
        });
    }

    /** As it was asked for; throws a {@link Fault} if it cannot be one. */
    public static Member learner(String id, String raft, String api) {
        require(
                MEMBER_ID,
                Fields.present(id, "member.member_id"),
                "member.member_id",
                "<number>-<8 hexadecimal digits>");
        require(ADDRESS, raft, "member.peer_address", "host:port");
        require(ADDRESS, api, "member.client_address", "host:port");
        return new Member(id, raft, api, Member.Role.LEARNER);
    }

    private static void require(Pattern form, String value, String field, String allowed) {
        if (!form.matcher(value).matches()) {
            throw Fault.field(Reason.INVALID_FIELD, field, "is '" + value + "'", allowed);
        }
    }

    @Override
    public void promote(PromoteRequest request, StreamObserver<MembersResponse> observer) {
        Desk.answer(observer, () -> {
            Desk.key(request.getHeader());
            Centre centre = desk.centre();
            return centre.membership()
                    .promote(Fields.present(request.getMemberId(), "member_id"))
                    .thenApply(done -> MemberTable.members(centre));
        });
    }

    @Override
    public void remove(RemoveRequest request, StreamObserver<MembersResponse> observer) {
        Desk.answer(observer, () -> {
            Desk.key(request.getHeader());
            Centre centre = desk.centre();
            return centre.membership()
                    .remove(Fields.present(request.getMemberId(), "member_id"))
                    .thenApply(done -> MemberTable.members(centre));
        });
    }

    @Override
    public void transferLeadership(
            TransferLeadershipRequest request, StreamObserver<TransferLeadershipResponse> observer) {
        Desk.answer(observer, () -> {
            Desk.key(request.getHeader());
            Centre centre = desk.centre();
            return centre.membership()
                    .transferLeadership(request.getMemberId(), handOverPatience(request.getTimeoutMillis()))
                    .thenApply(leader -> TransferLeadershipResponse.newBuilder()
                            .setLeaderId(leader)
                            .setTerm(centre.node().status().term())
                            .build());
        });
    }

    /** As asked for in the request, an unsigned number; throws a {@link Fault} beyond a minute. */
    public static Duration handOverPatience(int millis) {
        if (millis < 0 || millis > HAND_OVER_AT_MOST.toMillis()) {
            throw Fault.field(
                    Reason.INVALID_FIELD,
                    "timeout_millis",
                    "is " + Integer.toUnsignedString(millis),
                    "at most " + HAND_OVER_AT_MOST.toMillis() + "; 0 means " + HAND_OVER_DEFAULT.toMillis());
        }
        return millis == 0 ? HAND_OVER_DEFAULT : Duration.ofMillis(millis);
    }

    @Override
    public void backup(BackupRequest request, StreamObserver<BackupChunk> observer) {
        ServerCallStreamObserver<BackupChunk> stream = (ServerCallStreamObserver<BackupChunk>) observer;
        try {
            if (request.getOptions().getConsistency() == Consistency.UNRECOGNIZED) {
                throw Fault.field(Reason.INVALID_FIELD, "options.consistency", "is unknown", "a known one");
            }
            BackupStream backup = new BackupStream(stream);
            stream.setOnReadyHandler(backup::pump);
            desk.centre().read(request.getOptions()).whenComplete(backup::begin);
        } catch (RuntimeException fault) {
            observer.onError(Statuses.of(fault));
        }
    }

    @Override
    public StreamObserver<RestoreRequest> restore(StreamObserver<RestoreResponse> observer) {
        return new RestoreStream(desk, (ServerCallStreamObserver<RestoreResponse>) observer, restoring);
    }
}
