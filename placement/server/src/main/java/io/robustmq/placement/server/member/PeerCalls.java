package io.robustmq.placement.server.member;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.robustmq.placement.api.v1.AddLearnerRequest;
import io.robustmq.placement.api.v1.ClusterGrpc;
import io.robustmq.placement.api.v1.CommandHeader;
import io.robustmq.placement.api.v1.Member;
import io.robustmq.placement.api.v1.MembersRequest;
import io.robustmq.placement.api.v1.PromoteRequest;
import io.robustmq.placement.api.v1.StatusRequest;
import io.robustmq.placement.api.v1.StatusResponse;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** What a member asks of others before it belongs to them. Each call waits for its answer, and has a connection of its own. */
final class PeerCalls {

    private static final long STATUS_MILLIS = 2_000;
    private static final long MEMBERS_MILLIS = 3_000;
    private static final long CHANGE_MILLIS = 60_000;

    private PeerCalls() {}

    /** Empty if it does not answer. */
    static Optional<StatusResponse> status(String address) {
        try {
            return Optional.of(call(address, STATUS_MILLIS, stub -> stub.status(StatusRequest.getDefaultInstance())));
        } catch (StatusRuntimeException _) {
            return Optional.empty();
        }
    }

    /** The members, as a majority confirms them. */
    static List<Member> members(String address) {
        return call(address, MEMBERS_MILLIS, stub -> stub.members(MembersRequest.getDefaultInstance()))
                .getMembersList();
    }

    static void addLearner(String address, Member member) {
        call(
                address,
                CHANGE_MILLIS,
                stub -> stub.addLearner(AddLearnerRequest.newBuilder()
                        .setHeader(header())
                        .setMember(member)
                        .build()));
    }

    static void promote(String address, String memberId) {
        call(
                address,
                CHANGE_MILLIS,
                stub -> stub.promote(PromoteRequest.newBuilder()
                        .setHeader(header())
                        .setMemberId(memberId)
                        .build()));
    }

    private static CommandHeader header() {
        return CommandHeader.newBuilder()
                .setIdempotencyKey(UUID.randomUUID().toString())
                .build();
    }

    private static <T> T call(String address, long millis, Function<ClusterGrpc.ClusterBlockingStub, T> call) {
        ManagedChannel channel =
                NettyChannelBuilder.forTarget(address).usePlaintext().build();
        try {
            return call.apply(ClusterGrpc.newBlockingStub(channel).withDeadlineAfter(millis, TimeUnit.MILLISECONDS));
        } finally {
            channel.shutdownNow();
        }
    }
}
