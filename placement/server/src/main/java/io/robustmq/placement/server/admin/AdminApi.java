package io.robustmq.placement.server.admin;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.robustmq.placement.api.v1.PlacementError;
import io.robustmq.placement.api.v1.ReadOptions;
import io.robustmq.placement.api.v1.Reason;
import io.robustmq.placement.raft.Member;
import io.robustmq.placement.server.api.ClusterService;
import io.robustmq.placement.server.api.MemberTable;
import io.robustmq.placement.server.centre.Centre;
import io.robustmq.placement.server.member.Membership;
import io.robustmq.placement.service.api.Desk;
import io.robustmq.placement.service.fault.Fault;
import io.robustmq.placement.service.fault.Statuses;
import io.robustmq.placement.state.command.Command;
import io.robustmq.placement.state.command.Reply;
import io.robustmq.placement.state.model.Node;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The calls of {@code admin.yaml}, each of them one of the gRPC services'. Any member answers what is asked of itself; what is asked of the
 * cluster, and changes, only the leader does: others say who that is.
 */
final class AdminApi {
    private static final String ROOT = "/admin/v1";
    private static final long BODY_BYTES = 16_384;
    private static final int UNAUTHORIZED = 401;
    private static final int OK = 200;

    private final Desk<Centre> desk;
    private final MemberTable table;
    private final BearerToken token;

    AdminApi(Desk<Centre> desk, MemberTable table, BearerToken token) {
        this.desk = desk;
        this.table = table;
        this.token = token;
    }

    void register(Router router) {
        router.route(ROOT + "/*").handler(this::admit);
        router.route(ROOT + "/*").handler(BodyHandler.create(false).setBodyLimit(BODY_BYTES));
        router.get(ROOT + "/status").handler(answering(call -> status()));
        router.get(ROOT + "/members").handler(answering(call -> members()));
        router.post(ROOT + "/members").handler(answering(this::add));
        router.post(ROOT + "/members/:member/promotion")
                .handler(answering(call -> changing(membership -> membership.promote(call.pathParam("member")))));
        router.delete(ROOT + "/members/:member")
                .handler(answering(call -> changing(membership -> membership.remove(call.pathParam("member")))));
        router.post(ROOT + "/leadership").handler(answering(this::transfer));
        router.get(ROOT + "/nodes").handler(answering(call -> nodes()));
        router.put(ROOT + "/nodes/:node/duty").handler(answering(this::duty));
    }

    private void admit(RoutingContext call) {
        String shown = call.request().getHeader("Authorization");
        call.request().pause();
        call.vertx().executeBlocking(() -> isAdmitted(shown), false).onComplete(asked -> {
            call.request().resume();
            if (asked.succeeded() && asked.result()) {
                call.next();
            } else {
                call.response().putHeader("WWW-Authenticate", "Bearer");
                end(
                        call,
                        UNAUTHORIZED,
                        error(PlacementError.newBuilder()
                                        .setMessage("who calls has to be known")
                                        .setAdvice("send the token of admin.token_file as Authorization: Bearer TOKEN")
                                        .build())
                                .put("reason", "UNAUTHENTICATED"));
            }
        });
    }

    private boolean isAdmitted(@Nullable String shown) throws IOException {
        return token.isIn(shown);
    }

    private CompletableFuture<JsonObject> status() {
        return table.status(desk.centreIfOpen()).thenApply(Answers::of);
    }

    private CompletableFuture<JsonObject> members() {
        Centre centre = desk.centre();
        return centre.read(ReadOptions.getDefaultInstance())
                .thenApply(image -> Answers.of(MemberTable.members(centre)));
    }

    private CompletableFuture<JsonObject> changing(Function<Membership, CompletableFuture<Void>> change) {
        Centre centre = desk.centre();
        return change.apply(centre.membership()).thenApply(done -> Answers.of(MemberTable.members(centre)));
    }

    private CompletableFuture<JsonObject> add(RoutingContext call) {
        JsonObject body = body(call);
        Member learner =
                ClusterService.learner(text(body, "memberId"), text(body, "peerAddress"), text(body, "clientAddress"));
        return changing(membership -> membership.addLearner(learner));
    }

    private CompletableFuture<JsonObject> transfer(RoutingContext call) {
        JsonObject body = body(call);
        Centre centre = desk.centre();
        return centre.membership()
                .transferLeadership(text(body, "memberId"), ClusterService.handOverPatience(0))
                .thenApply(leader -> new JsonObject().put("leaderId", leader));
    }

    private CompletableFuture<JsonObject> nodes() {
        return desk.centre().read(ReadOptions.getDefaultInstance()).thenApply(NodeTable::of);
    }

    private CompletableFuture<JsonObject> duty(RoutingContext call) {
        String duty = text(body(call), "duty");
        Node.Duty wanted =
                switch (duty) {
                    case "SERVING" -> Node.Duty.SERVING;
                    case "DRAINING" -> Node.Duty.DRAINING;
                    default ->
                        throw Fault.field(Reason.INVALID_FIELD, "duty", "is '" + duty + "'", "SERVING or DRAINING");
                };
        Command command = new Command.SetDuty(UUID.randomUUID().toString(), call.pathParam("node"), wanted);
        return desk.command(command, Reply.class, reply -> new JsonObject()
                .put("revision", reply.revision())
                .put("replicas", reply instanceof Reply.DutySet set ? set.replicas() : 0));
    }

    private static JsonObject body(RoutingContext call) {
        try {
            JsonObject body = call.body().asJsonObject();
            return body == null ? new JsonObject() : body;
        } catch (DecodeException _) {
            throw Fault.of(Reason.INVALID_FIELD, "the body is no JSON object", "send one, as admin.yaml has it");
        }
    }

    /** Empty if it is missing, as the services' messages have it. */
    private static String text(JsonObject body, String field) {
        Object value = body.getValue(field, "");
        if (value instanceof String text) {
            return text;
        }
        throw Fault.field(Reason.INVALID_FIELD, field, "is no text", "a text");
    }

    private static io.vertx.core.Handler<RoutingContext> answering(
            Function<RoutingContext, CompletableFuture<JsonObject>> answer) {
        return call -> {
            CompletableFuture<JsonObject> result;
            try {
                result = answer.apply(call);
            } catch (RuntimeException fault) {
                result = CompletableFuture.failedFuture(fault);
            }
            result.whenComplete((body, fault) -> {
                if (fault == null) {
                    end(call, OK, body);
                } else {
                    refuse(call, Statuses.of(fault));
                }
            });
        };
    }

    private static void refuse(RoutingContext call, StatusRuntimeException status) {
        end(call, code(status.getStatus().getCode()), error(detail(status)));
    }

    private static PlacementError detail(StatusRuntimeException status) {
        com.google.rpc.Status whole = StatusProto.fromThrowable(status);
        if (whole != null) {
            for (com.google.protobuf.Any detail : whole.getDetailsList()) {
                if (detail.is(PlacementError.class)) {
                    try {
                        return detail.unpack(PlacementError.class);
                    } catch (InvalidProtocolBufferException e) {
                        throw new IllegalStateException("what was packed here can be unpacked", e);
                    }
                }
            }
        }
        return PlacementError.newBuilder()
                .setMessage(String.valueOf(status.getStatus().getDescription()))
                .build();
    }

    private static JsonObject error(PlacementError error) {
        return new JsonObject()
                .put("reason", error.getReason().name())
                .put("field", error.getField())
                .put("message", error.getMessage())
                .put("advice", error.getAdvice())
                .put("leaderAddress", error.getLeaderAddress());
    }

    /** What gRPC's codes are in HTTP. */
    static int code(io.grpc.Status.Code code) {
        return switch (code) {
            case OK -> 200;
            case INVALID_ARGUMENT, OUT_OF_RANGE -> 400;
            case UNAUTHENTICATED -> 401;
            case PERMISSION_DENIED -> 403;
            case NOT_FOUND -> 404;
            case ABORTED, ALREADY_EXISTS, FAILED_PRECONDITION, CANCELLED -> 409;
            case RESOURCE_EXHAUSTED -> 429;
            case UNAVAILABLE -> 503;
            case DEADLINE_EXCEEDED -> 504;
            case UNIMPLEMENTED -> 501;
            case UNKNOWN, INTERNAL, DATA_LOSS -> 500;
        };
    }

    private static void end(RoutingContext call, int code, JsonObject body) {
        call.response()
                .setStatusCode(code)
                .putHeader("Content-Type", "application/json")
                .end(body.toBuffer());
    }
}
