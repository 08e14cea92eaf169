package io.robustmq.broker.server.placement;

import com.password4j.BcryptFunction;
import com.password4j.types.Bcrypt;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.robustmq.placement.api.v1.AclRule;
import io.robustmq.placement.api.v1.BlockRule;
import io.robustmq.placement.api.v1.BlockTarget;
import io.robustmq.placement.api.v1.Change;
import io.robustmq.placement.api.v1.CommandHeader;
import io.robustmq.placement.api.v1.Entry;
import io.robustmq.placement.api.v1.EntryRef;
import io.robustmq.placement.api.v1.GetRequest;
import io.robustmq.placement.api.v1.Kind;
import io.robustmq.placement.api.v1.ListRequest;
import io.robustmq.placement.api.v1.Permission;
import io.robustmq.placement.api.v1.PlacementError;
import io.robustmq.placement.api.v1.ResourcesGrpc;
import io.robustmq.placement.api.v1.TopicAction;
import io.robustmq.placement.api.v1.User;
import io.robustmq.placement.api.v1.WriteRequest;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Somebody who reads and changes users and rules by gRPC, as grpcurl does. */
public final class Operator implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 20;

    private final ManagedChannel channel;

    public Operator(InetSocketAddress address) {
        channel = NettyChannelBuilder.forAddress(address).usePlaintext().build();
    }

    public ManagedChannel channel() {
        return channel;
    }

    private ResourcesGrpc.ResourcesBlockingStub resources() {
        return ResourcesGrpc.newBlockingStub(channel).withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** @return the revision */
    public long put(Entry... entries) {
        WriteRequest.Builder request = request();
        for (Entry entry : entries) {
            request.addChanges(Change.newBuilder().setPut(entry));
        }
        return resources().write(request.build()).getRevision();
    }

    public long delete(Kind kind, String name) {
        return resources()
                .write(request()
                        .addChanges(Change.newBuilder().setDelete(ref(kind, name)))
                        .build())
                .getRevision();
    }

    private static WriteRequest.Builder request() {
        return WriteRequest.newBuilder()
                .setHeader(CommandHeader.newBuilder()
                        .setIdempotencyKey(UUID.randomUUID().toString()));
    }

    private static EntryRef ref(Kind kind, String name) {
        return EntryRef.newBuilder().setKind(kind).setName(name).build();
    }

    public Entry get(Kind kind, String name) {
        return resources()
                .get(GetRequest.newBuilder().setRef(ref(kind, name)).build())
                .getEntry();
    }

    public List<Entry> list(Kind kind) {
        return resources().list(ListRequest.newBuilder().setKind(kind).build()).getEntriesList();
    }

    /** What a refusal says. */
    public static PlacementError error(Throwable refused) throws Exception {
        return StatusProto.fromThrowable((StatusRuntimeException) refused)
                .getDetails(0)
                .unpack(PlacementError.class);
    }

    /** bcrypt, as cheap as it may be. */
    public static String hash(String password) {
        return BcryptFunction.getInstance(Bcrypt.B, 4).hash(password).getResult();
    }

    public static Entry user(String name, String password) {
        return Entry.newBuilder()
                .setUser(User.newBuilder().setName(name).setPasswordHash(hash(password)))
                .build();
    }

    public static Entry allow(String name, int priority, String username, String topic) {
        return rule(Permission.ALLOW, name, priority, username, topic);
    }

    public static Entry deny(String name, int priority, String username, String topic) {
        return rule(Permission.DENY, name, priority, username, topic);
    }

    private static Entry rule(Permission permission, String name, int priority, String username, String topic) {
        return Entry.newBuilder()
                .setAclRule(AclRule.newBuilder()
                        .setName(name)
                        .setPriority(priority)
                        .setPermission(permission)
                        .setAction(TopicAction.PUBLISH_AND_SUBSCRIBE)
                        .addUsernames(username)
                        .addTopics(topic))
                .build();
    }

    public static Entry block(String name, BlockTarget target, String value) {
        return Entry.newBuilder()
                .setBlockRule(
                        BlockRule.newBuilder().setName(name).setTarget(target).setValue(value))
                .build();
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
