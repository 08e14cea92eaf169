package io.robustmq.placement.server.api;

import io.grpc.stub.StreamObserver;
import io.robustmq.placement.api.v1.AssignRequest;
import io.robustmq.placement.api.v1.AssignResponse;
import io.robustmq.placement.api.v1.ChangeGroupRequest;
import io.robustmq.placement.api.v1.ChangeGroupResponse;
import io.robustmq.placement.api.v1.CreateSetRequest;
import io.robustmq.placement.api.v1.CreateSetResponse;
import io.robustmq.placement.api.v1.DeleteSetRequest;
import io.robustmq.placement.api.v1.DeleteSetResponse;
import io.robustmq.placement.api.v1.Move;
import io.robustmq.placement.api.v1.MoveType;
import io.robustmq.placement.api.v1.PlanMovesRequest;
import io.robustmq.placement.api.v1.PlanMovesResponse;
import io.robustmq.placement.api.v1.ReportGroupRequest;
import io.robustmq.placement.api.v1.ReportGroupResponse;
import io.robustmq.placement.api.v1.ShardsGrpc;
import io.robustmq.placement.service.api.Desk;
import io.robustmq.placement.service.convert.Fields;
import io.robustmq.placement.service.convert.FromMessage;
import io.robustmq.placement.state.balance.BalanceLimits;
import io.robustmq.placement.state.balance.Balancer;
import io.robustmq.placement.state.balance.Plan;
import io.robustmq.placement.state.command.Command;
import io.robustmq.placement.state.command.Reply;
import io.robustmq.placement.state.image.ClusterImage;
import java.util.List;
import java.util.OptionalLong;

/** The journal's shards and the groups that carry them. */
public final class ShardsService extends ShardsGrpc.ShardsImplBase {

    private final Desk<?> desk;

    public ShardsService(Desk<?> desk) {
        this.desk = desk;
    }

    @Override
    public void createSet(CreateSetRequest request, StreamObserver<CreateSetResponse> observer) {
        Desk.answer(
                observer,
                () -> desk.command(
                        new Command.CreateShardSet(
                                Desk.key(request.getHeader()),
                                Fields.present(request.getName(), "name"),
                                Fields.small(request.getShards(), "shards"),
                                Fields.small(request.getGroups(), "groups"),
                                Fields.small(request.getReplicationFactor(), "replication_factor")),
                        Reply.class,
                        reply -> CreateSetResponse.newBuilder()
                                .setRevision(reply.revision())
                                .addAllGroupIds(
                                        reply instanceof Reply.SetCreated created ? created.groupIds() : List.of())
                                .build()));
    }

    @Override
    public void deleteSet(DeleteSetRequest request, StreamObserver<DeleteSetResponse> observer) {
        Desk.answer(
                observer,
                () -> desk.command(
                        new Command.DeleteShardSet(
                                Desk.key(request.getHeader()), Fields.present(request.getName(), "name")),
                        Reply.class,
                        reply -> DeleteSetResponse.newBuilder()
                                .setRevision(reply.revision())
                                .build()));
    }

    @Override
    public void assign(AssignRequest request, StreamObserver<AssignResponse> observer) {
        Desk.answer(
                observer,
                () -> desk.command(
                        new Command.AssignShard(
                                Desk.key(request.getHeader()),
                                Fields.present(request.getSet(), "set"),
                                Fields.small(request.getIndex(), "index"),
                                Fields.small(request.getGroupId(), "group_id"),
                                Fields.large(request.getExpectedEpoch(), "expected_epoch")),
                        Reply.class,
                        reply -> AssignResponse.newBuilder()
                                .setRevision(reply.revision())
                                .setEpoch(
                                        reply instanceof Reply.Assigned assigned
                                                ? assigned.epoch()
                                                : request.getExpectedEpoch())
                                .build()));
    }

    @Override
    public void reportGroup(ReportGroupRequest request, StreamObserver<ReportGroupResponse> observer) {
        Desk.answer(
                observer,
                () -> desk.command(
                        new Command.ReportGroup(
                                Desk.key(request.getHeader()),
                                Fields.present(request.getNodeId(), "node_id"),
                                Fields.large(request.getNodeEpoch(), "node_epoch"),
                                Fields.small(request.getGroupId(), "group_id"),
                                Fields.large(request.getTerm(), "term"),
                                request.getPromotedList(),
                                request.getRemovedList()),
                        Reply.class,
                        reply -> ReportGroupResponse.newBuilder()
                                .setRevision(reply.revision())
                                .build()));
    }

    @Override
    public void changeGroup(ChangeGroupRequest request, StreamObserver<ChangeGroupResponse> observer) {
        Desk.answer(
                observer,
                () -> desk.command(
                        new Command.ChangeGroup(
                                Desk.key(request.getHeader()),
                                FromMessage.move(request.getMove(), "move"),
                                request.hasExpectedVersion()
                                        ? OptionalLong.of(
                                                Fields.large(request.getExpectedVersion(), "expected_version"))
                                        : OptionalLong.empty()),
                        Reply.class,
                        reply -> ChangeGroupResponse.newBuilder()
                                .setRevision(reply.revision())
                                .build()));
    }

    @Override
    public void planMoves(PlanMovesRequest request, StreamObserver<PlanMovesResponse> observer) {
        Desk.answer(observer, () -> desk.centre().read(request.getOptions()).thenApply(ShardsService::plan));
    }

    private static PlanMovesResponse plan(ClusterImage image) {
        Plan plan = Balancer.plan(image, BalanceLimits.DEFAULTS, System.currentTimeMillis());
        PlanMovesResponse.Builder response = PlanMovesResponse.newBuilder().setRevision(image.revision());
        plan.steps().forEach(step -> response.addMoves(move(step)));
        return response.build();
    }

    private static Move move(Plan.Step step) {
        MoveType type =
                switch (step.move()) {
                    case io.robustmq.placement.state.command.Move.AddReplica add -> MoveType.ADD_REPLICA;
                    case io.robustmq.placement.state.command.Move.RemoveReplica remove -> MoveType.REMOVE_REPLICA;
                    case io.robustmq.placement.state.command.Move.PreferLeader prefer -> MoveType.PREFER_LEADER;
                };
        return Move.newBuilder()
                .setType(type)
                .setGroupId(step.move().groupId())
                .setNodeId(step.move().nodeId())
                .setWhy(step.why())
                .build();
    }
}
