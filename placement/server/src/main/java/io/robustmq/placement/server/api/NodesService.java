package io.robustmq.placement.server.api;

import io.grpc.stub.StreamObserver;
import io.robustmq.placement.api.v1.DrainRequest;
import io.robustmq.placement.api.v1.DrainResponse;
import io.robustmq.placement.api.v1.HeartbeatRequest;
import io.robustmq.placement.api.v1.HeartbeatResponse;
import io.robustmq.placement.api.v1.ListNodesRequest;
import io.robustmq.placement.api.v1.ListNodesResponse;
import io.robustmq.placement.api.v1.NodeStatus;
import io.robustmq.placement.api.v1.NodesGrpc;
import io.robustmq.placement.api.v1.RegisterRequest;
import io.robustmq.placement.api.v1.RegisterResponse;
import io.robustmq.placement.api.v1.UnregisterRequest;
import io.robustmq.placement.api.v1.UnregisterResponse;
import io.robustmq.placement.server.centre.Centre;
import io.robustmq.placement.service.api.Desk;
import io.robustmq.placement.service.api.Pages;
import io.robustmq.placement.service.convert.Fields;
import io.robustmq.placement.service.convert.FromMessage;
import io.robustmq.placement.service.convert.ToMessage;
import io.robustmq.placement.state.command.Command;
import io.robustmq.placement.state.command.Reply;
import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.image.Versioned;
import io.robustmq.placement.state.model.Group;
import io.robustmq.placement.state.model.Kind;
import io.robustmq.placement.state.model.Node;
import io.robustmq.placement.state.model.Ref;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** Brokers and journal nodes: their registration, leases and leave. */
public final class NodesService extends NodesGrpc.NodesImplBase {

    private final Desk<Centre> desk;

    public NodesService(Desk<Centre> desk) {
        this.desk = desk;
    }

    @Override
    public void register(RegisterRequest request, StreamObserver<RegisterResponse> observer) {
        Desk.answer(
                observer,
                () -> desk.command(
                        new Command.RegisterNode(
                                Desk.key(request.getHeader()),
                                Fields.present(request.getNodeId(), "node_id"),
                                request.getClusterId(),
                                FromMessage.roles(request.getRolesList(), "roles"),
                                request.getAddressesMap(),
                                request.getZone(),
                                request.getSoftwareVersion(),
                                Fields.small(request.getLeaseMillis(), "lease_millis")),
                        Reply.Registered.class,
                        reply -> RegisterResponse.newBuilder()
                                .setEpoch(reply.epoch())
                                .setLeaseMillis(reply.leaseMillis())
                                .setClusterId(reply.clusterId())
                                .setRevision(reply.revision())
                                .setDuty(ToMessage.duty(reply.duty()))
                                .build()));
    }

    @Override
    public void heartbeat(HeartbeatRequest request, StreamObserver<HeartbeatResponse> observer) {
        Desk.answer(observer, () -> {
            String nodeId = Fields.present(request.getNodeId(), "node_id");
            return desk.centre()
                    .heartbeat(nodeId, Fields.large(request.getEpoch(), "epoch"))
                    .thenApply(image -> renewed(image, nodeId));
        });
    }

    private static HeartbeatResponse renewed(ClusterImage image, String nodeId) {
        HeartbeatResponse.Builder response = HeartbeatResponse.newBuilder().setRevision(image.revision());
        image.node(nodeId)
                .ifPresent(node -> response.setLeaseMillis(node.leaseMillis()).setDuty(ToMessage.duty(node.duty())));
        return response.build();
    }

    @Override
    public void drain(DrainRequest request, StreamObserver<DrainResponse> observer) {
        Desk.answer(
                observer,
                () -> desk.command(
                        new Command.SetDuty(
                                Desk.key(request.getHeader()),
                                Fields.present(request.getNodeId(), "node_id"),
                                request.getResume() ? Node.Duty.SERVING : Node.Duty.DRAINING),
                        Reply.class,
                        reply -> DrainResponse.newBuilder()
                                .setRevision(reply.revision())
                                .setReplicas(reply instanceof Reply.DutySet set ? set.replicas() : 0)
                                .build()));
    }

    @Override
    public void unregister(UnregisterRequest request, StreamObserver<UnregisterResponse> observer) {
        Desk.answer(
                observer,
                () -> desk.command(
                        new Command.UnregisterNode(
                                Desk.key(request.getHeader()),
                                Fields.present(request.getNodeId(), "node_id"),
                                Fields.large(request.getEpoch(), "epoch")),
                        Reply.class,
                        reply -> UnregisterResponse.newBuilder()
                                .setRevision(reply.revision())
                                .build()));
    }

    @Override
    public void list(ListNodesRequest request, StreamObserver<ListNodesResponse> observer) {
        Desk.answer(observer, () -> {
            Set<Node.Role> roles = FromMessage.roles(request.getRolesList(), "roles");
            Centre centre = desk.centre();
            return centre.read(request.getOptions()).thenApply(image -> list(centre, image, roles, request));
        });
    }

    private static ListNodesResponse list(
            Centre centre, ClusterImage image, Set<Node.Role> roles, ListNodesRequest request) {
        Pages.Page page = Pages.of(
                image,
                request.getPage(),
                Ref.of(Kind.NODE, ""),
                ref -> ref.kind() == Kind.NODE,
                versioned -> roles.isEmpty()
                        || (versioned.entity() instanceof Node node && !Collections.disjoint(node.roles(), roles)));
        List<Group> groups = image.groups();
        ListNodesResponse.Builder response = ListNodesResponse.newBuilder().setPage(page.info());
        for (Versioned versioned : page.entries()) {
            if (versioned.entity() instanceof Node node) {
                response.addNodes(NodeStatus.newBuilder()
                        .setNode(ToMessage.node(node))
                        .setVersion(versioned.version())
                        .setReplicas((int) groups.stream()
                                .filter(group -> group.replica(node.nodeId()).isPresent())
                                .count())
                        .setLeaders((int) groups.stream()
                                .filter(group -> group.leader().equals(node.nodeId()))
                                .count())
                        .setLeaseLeftMillis(centre.leaseLeftMillis(node.nodeId())));
            }
        }
        return response.build();
    }
}
