package io.robustmq.placement.client.call;

import io.grpc.MethodDescriptor;
import io.robustmq.placement.api.v1.AddLearnerRequest;
import io.robustmq.placement.api.v1.AssignRequest;
import io.robustmq.placement.api.v1.AssignResponse;
import io.robustmq.placement.api.v1.ChangeGroupRequest;
import io.robustmq.placement.api.v1.ChangeGroupResponse;
import io.robustmq.placement.api.v1.ClusterGrpc;
import io.robustmq.placement.api.v1.CommandHeader;
import io.robustmq.placement.api.v1.CreateSetRequest;
import io.robustmq.placement.api.v1.CreateSetResponse;
import io.robustmq.placement.api.v1.DeleteSetRequest;
import io.robustmq.placement.api.v1.DeleteSetResponse;
import io.robustmq.placement.api.v1.DrainRequest;
import io.robustmq.placement.api.v1.DrainResponse;
import io.robustmq.placement.api.v1.GetRequest;
import io.robustmq.placement.api.v1.GetResponse;
import io.robustmq.placement.api.v1.HeartbeatRequest;
import io.robustmq.placement.api.v1.HeartbeatResponse;
import io.robustmq.placement.api.v1.ListNodesRequest;
import io.robustmq.placement.api.v1.ListNodesResponse;
import io.robustmq.placement.api.v1.ListRequest;
import io.robustmq.placement.api.v1.ListResponse;
import io.robustmq.placement.api.v1.MembersRequest;
import io.robustmq.placement.api.v1.MembersResponse;
import io.robustmq.placement.api.v1.NodesGrpc;
import io.robustmq.placement.api.v1.PlanMovesRequest;
import io.robustmq.placement.api.v1.PlanMovesResponse;
import io.robustmq.placement.api.v1.PromoteRequest;
import io.robustmq.placement.api.v1.RegisterRequest;
import io.robustmq.placement.api.v1.RegisterResponse;
import io.robustmq.placement.api.v1.RemoveRequest;
import io.robustmq.placement.api.v1.ReportGroupRequest;
import io.robustmq.placement.api.v1.ReportGroupResponse;
import io.robustmq.placement.api.v1.ResourcesGrpc;
import io.robustmq.placement.api.v1.ShardsGrpc;
import io.robustmq.placement.api.v1.StatusRequest;
import io.robustmq.placement.api.v1.StatusResponse;
import io.robustmq.placement.api.v1.TransferLeadershipRequest;
import io.robustmq.placement.api.v1.TransferLeadershipResponse;
import io.robustmq.placement.api.v1.UnregisterRequest;
import io.robustmq.placement.api.v1.UnregisterResponse;
import io.robustmq.placement.api.v1.WriteRequest;
import io.robustmq.placement.api.v1.WriteResponse;
import io.robustmq.placement.client.retry.Safety;
import java.util.function.BiFunction;

/**
 * What can be called: each unary rpc of the placement centre, with what happens if it is sent twice and who answers it. Watches,
 * backup and restore are streams, and not here.
 *
 * @param <Q> request
 * @param <A> answer
 */
public final class Rpc<Q, A> {

    // Nodes. NodeSession calls the first four by itself.
    public static final Rpc<RegisterRequest, RegisterResponse> REGISTER = keyed(
            NodesGrpc.getRegisterMethod(),
            (q, header) -> q.toBuilder().setHeader(header).build());
    public static final Rpc<HeartbeatRequest, HeartbeatResponse> HEARTBEAT =
            new Rpc<>(NodesGrpc.getHeartbeatMethod(), Safety.READ, true, (q, header) -> q);
    public static final Rpc<DrainRequest, DrainResponse> DRAIN = keyed(
            NodesGrpc.getDrainMethod(),
            (q, header) -> q.toBuilder().setHeader(header).build());
    public static final Rpc<UnregisterRequest, UnregisterResponse> UNREGISTER = keyed(
            NodesGrpc.getUnregisterMethod(),
            (q, header) -> q.toBuilder().setHeader(header).build());
    public static final Rpc<ListNodesRequest, ListNodesResponse> LIST_NODES = read(NodesGrpc.getListMethod());

    // Resources
    public static final Rpc<WriteRequest, WriteResponse> WRITE = keyed(
            ResourcesGrpc.getWriteMethod(),
            (q, header) -> q.toBuilder().setHeader(header).build());
    public static final Rpc<GetRequest, GetResponse> GET = read(ResourcesGrpc.getGetMethod());
    public static final Rpc<ListRequest, ListResponse> LIST = read(ResourcesGrpc.getListMethod());

    // Shards
    public static final Rpc<CreateSetRequest, CreateSetResponse> CREATE_SET = keyed(
            ShardsGrpc.getCreateSetMethod(),
            (q, header) -> q.toBuilder().setHeader(header).build());
    public static final Rpc<DeleteSetRequest, DeleteSetResponse> DELETE_SET = keyed(
            ShardsGrpc.getDeleteSetMethod(),
            (q, header) -> q.toBuilder().setHeader(header).build());
    public static final Rpc<AssignRequest, AssignResponse> ASSIGN = keyed(
            ShardsGrpc.getAssignMethod(),
            (q, header) -> q.toBuilder().setHeader(header).build());
    public static final Rpc<ReportGroupRequest, ReportGroupResponse> REPORT_GROUP = keyed(
            ShardsGrpc.getReportGroupMethod(),
            (q, header) -> q.toBuilder().setHeader(header).build());
    public static final Rpc<ChangeGroupRequest, ChangeGroupResponse> CHANGE_GROUP = keyed(
            ShardsGrpc.getChangeGroupMethod(),
            (q, header) -> q.toBuilder().setHeader(header).build());
    public static final Rpc<PlanMovesRequest, PlanMovesResponse> PLAN_MOVES = read(ShardsGrpc.getPlanMovesMethod());

    // Members. Their changes are not commands of the state: a key has to be there, but nobody remembers it.
    public static final Rpc<StatusRequest, StatusResponse> STATUS = read(ClusterGrpc.getStatusMethod());
    public static final Rpc<MembersRequest, MembersResponse> MEMBERS = read(ClusterGrpc.getMembersMethod());
    public static final Rpc<AddLearnerRequest, MembersResponse> ADD_LEARNER = once(
            ClusterGrpc.getAddLearnerMethod(),
            (q, header) -> q.toBuilder().setHeader(header).build());
    public static final Rpc<PromoteRequest, MembersResponse> PROMOTE = once(
            ClusterGrpc.getPromoteMethod(),
            (q, header) -> q.toBuilder().setHeader(header).build());
    public static final Rpc<RemoveRequest, MembersResponse> REMOVE = once(
            ClusterGrpc.getRemoveMethod(),
            (q, header) -> q.toBuilder().setHeader(header).build());
    public static final Rpc<TransferLeadershipRequest, TransferLeadershipResponse> TRANSFER_LEADERSHIP = once(
            ClusterGrpc.getTransferLeadershipMethod(),
            (q, header) -> q.toBuilder().setHeader(header).build());

    private final MethodDescriptor<Q, A> method;
    private final Safety safety;
    private final boolean ofLeader;
    private final BiFunction<Q, CommandHeader, Q> keying;

    private Rpc(
            MethodDescriptor<Q, A> method, Safety safety, boolean ofLeader, BiFunction<Q, CommandHeader, Q> keying) {
        this.method = method;
        this.safety = safety;
        this.ofLeader = ofLeader;
        this.keying = keying;
    }

    private static <Q, A> Rpc<Q, A> keyed(MethodDescriptor<Q, A> method, BiFunction<Q, CommandHeader, Q> keying) {
        return new Rpc<>(method, Safety.KEYED, true, keying);
    }

    private static <Q, A> Rpc<Q, A> once(MethodDescriptor<Q, A> method, BiFunction<Q, CommandHeader, Q> keying) {
        return new Rpc<>(method, Safety.ONCE, true, keying);
    }

    private static <Q, A> Rpc<Q, A> read(MethodDescriptor<Q, A> method) {
        return new Rpc<>(method, Safety.READ, false, (q, header) -> q);
    }

    public Safety safety() {
        return safety;
    }

    MethodDescriptor<Q, A> method() {
        return method;
    }

    /** Whether only a leader answers it, so that an answer proves one. */
    boolean isOfLeader() {
        return ofLeader;
    }

    /** The request under a key, for all its tries; as it is if it changes nothing. */
    Q under(String idempotencyKey, Q request) {
        return keying.apply(
                request,
                CommandHeader.newBuilder().setIdempotencyKey(idempotencyKey).build());
    }

    @Override
    public String toString() {
        return method.getFullMethodName();
    }
}
