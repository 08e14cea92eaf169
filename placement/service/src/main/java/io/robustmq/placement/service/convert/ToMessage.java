package io.robustmq.placement.service.convert;

import io.robustmq.placement.api.v1.Duty;
import io.robustmq.placement.api.v1.Entry;
import io.robustmq.placement.api.v1.EntryRef;
import io.robustmq.placement.api.v1.Liveness;
import io.robustmq.placement.api.v1.NodeRole;
import io.robustmq.placement.api.v1.Permission;
import io.robustmq.placement.api.v1.ReplicaRole;
import io.robustmq.placement.api.v1.SchemaType;
import io.robustmq.placement.state.image.Versioned;
import io.robustmq.placement.state.model.AclRule;
import io.robustmq.placement.state.model.AutoSubscribeRule;
import io.robustmq.placement.state.model.BlockRule;
import io.robustmq.placement.state.model.ConfigEntry;
import io.robustmq.placement.state.model.ConfigValue;
import io.robustmq.placement.state.model.Entity;
import io.robustmq.placement.state.model.Group;
import io.robustmq.placement.state.model.Kind;
import io.robustmq.placement.state.model.Node;
import io.robustmq.placement.state.model.Ref;
import io.robustmq.placement.state.model.Replica;
import io.robustmq.placement.state.model.RewriteRule;
import io.robustmq.placement.state.model.Schema;
import io.robustmq.placement.state.model.SchemaBinding;
import io.robustmq.placement.state.model.Shard;
import io.robustmq.placement.state.model.ShardSet;
import io.robustmq.placement.state.model.Tenant;
import io.robustmq.placement.state.model.TopicAction;
import io.robustmq.placement.state.model.User;

/** The model as messages. */
public final class ToMessage {

    private ToMessage() {}

    /** @param secrets whether hashes and verifiers of passwords are among what is told */
    public static Entry entry(Versioned versioned, boolean secrets) {
        return entry(versioned.entity(), versioned.version(), secrets);
    }

    public static Entry entry(Entity entity, long version, boolean secrets) {
        Entry.Builder entry = Entry.newBuilder().setVersion(version);
        switch (entity) {
            case Node node -> entry.setNode(node(node));
            case Group group -> entry.setGroup(group(group));
            case ShardSet set ->
                entry.setShardSet(io.robustmq.placement.api.v1.ShardSet.newBuilder()
                        .setName(set.name())
                        .setShards(set.shards()));
            case Shard shard ->
                entry.setShard(io.robustmq.placement.api.v1.Shard.newBuilder()
                        .setSet(shard.set())
                        .setIndex(shard.index())
                        .setGroupId(shard.groupId())
                        .setEpoch(shard.epoch()));
            case ConfigEntry config -> entry.setConfig(config(config));
            case Tenant tenant -> entry.setTenant(tenant(tenant));
            case User user -> entry.setUser(user(user, secrets));
            case AclRule rule -> entry.setAclRule(aclRule(rule));
            case BlockRule rule ->
                entry.setBlockRule(io.robustmq.placement.api.v1.BlockRule.newBuilder()
                        .setTenant(rule.tenant())
                        .setName(rule.name())
                        .setTarget(io.robustmq.placement.api.v1.BlockTarget.valueOf(
                                rule.target().name()))
                        .setValue(rule.value())
                        .setUntilMillis(rule.untilMillis())
                        .setDescription(rule.description()));
            case RewriteRule rule ->
                entry.setRewriteRule(io.robustmq.placement.api.v1.RewriteRule.newBuilder()
                        .setTenant(rule.tenant())
                        .setName(rule.name())
                        .setPriority(rule.priority())
                        .setAction(action(rule.action()))
                        .setSourceFilter(rule.sourceFilter())
                        .setPattern(rule.pattern())
                        .setTarget(rule.target()));
            case AutoSubscribeRule rule ->
                entry.setAutoSubscribeRule(io.robustmq.placement.api.v1.AutoSubscribeRule.newBuilder()
                        .setTenant(rule.tenant())
                        .setName(rule.name())
                        .setTopicFilter(rule.topicFilter())
                        .setQos(rule.qos())
                        .setNoLocal(rule.noLocal())
                        .setRetainAsPublished(rule.retainAsPublished())
                        .setRetainHandling(rule.retainHandling()));
            case Schema schema ->
                entry.setSchema(io.robustmq.placement.api.v1.Schema.newBuilder()
                        .setTenant(schema.tenant())
                        .setName(schema.name())
                        .setType(SchemaType.valueOf(schema.type().name()))
                        .setDefinition(schema.definition())
                        .setDescription(schema.description()));
            case SchemaBinding binding ->
                entry.setSchemaBinding(io.robustmq.placement.api.v1.SchemaBinding.newBuilder()
                        .setTenant(binding.tenant())
                        .setTopicFilter(binding.topicFilter())
                        .setSchema(binding.schema()));
        }
        return entry.build();
    }

    public static EntryRef ref(Ref ref) {
        return EntryRef.newBuilder()
                .setKind(kind(ref.kind()))
                .setTenant(ref.tenant())
                .setName(ref.name())
                .build();
    }

    static io.robustmq.placement.api.v1.Kind kind(Kind kind) {
        return io.robustmq.placement.api.v1.Kind.valueOf(kind.name());
    }

    public static io.robustmq.placement.api.v1.Node node(Node node) {
        return io.robustmq.placement.api.v1.Node.newBuilder()
                .setNodeId(node.nodeId())
                .setEpoch(node.epoch())
                .addAllRoles(node.roles().stream()
                        .sorted()
                        .map(role -> NodeRole.valueOf(role.name()))
                        .toList())
                .putAllAddresses(node.addresses())
                .setZone(node.zone())
                .setSoftwareVersion(node.softwareVersion())
                .setLeaseMillis(node.leaseMillis())
                .setLiveness(node.isAlive() ? Liveness.ALIVE : Liveness.EXPIRED)
                .setDuty(duty(node.duty()))
                .setRegisteredAtMillis(node.registeredAtMillis())
                .build();
    }

    public static Duty duty(Node.Duty duty) {
        return Duty.valueOf(duty.name());
    }

    private static io.robustmq.placement.api.v1.Group group(Group group) {
        return io.robustmq.placement.api.v1.Group.newBuilder()
                .setGroupId(group.groupId())
                .setReplicationFactor(group.replicationFactor())
                .addAllReplicas(
                        group.replicas().stream().map(ToMessage::replica).toList())
                .setPreferredLeader(group.preferredLeader())
                .setLeader(group.leader())
                .setLeaderTerm(group.leaderTerm())
                .build();
    }

    private static io.robustmq.placement.api.v1.Replica replica(Replica replica) {
        return io.robustmq.placement.api.v1.Replica.newBuilder()
                .setNodeId(replica.nodeId())
                .setRole(ReplicaRole.valueOf(replica.role().name()))
                .build();
    }

    private static io.robustmq.placement.api.v1.Config config(ConfigEntry config) {
        var message = io.robustmq.placement.api.v1.Config.newBuilder().setKey(config.key());
        switch (config.value()) {
            case ConfigValue.OfBoolean value -> message.setBoolean(value.value());
            case ConfigValue.OfInteger value -> message.setInteger(value.value());
            case ConfigValue.OfDecimal value -> message.setDecimal(value.value());
            case ConfigValue.OfText value -> message.setText(value.value());
            case ConfigValue.OfDuration value -> message.setDurationMillis(value.millis());
        }
        return message.build();
    }

    private static io.robustmq.placement.api.v1.Tenant tenant(Tenant tenant) {
        return io.robustmq.placement.api.v1.Tenant.newBuilder()
                .setName(tenant.name())
                .setDescription(tenant.description())
                .setMaxConnectionsPerNode(tenant.maxConnectionsPerNode())
                .setMaxConnectionsPerSecond(tenant.maxConnectionsPerSecond())
                .setMaxSessions(tenant.maxSessions())
                .setMaxTopics(tenant.maxTopics())
                .setMaxPublishesPerSecond(tenant.maxPublishesPerSecond())
                .build();
    }

    private static io.robustmq.placement.api.v1.User user(User user, boolean secrets) {
        return io.robustmq.placement.api.v1.User.newBuilder()
                .setTenant(user.tenant())
                .setName(user.name())
                .setPasswordHash(secrets ? user.passwordHash() : "")
                .setScramSha256(secrets ? user.scramSha256() : "")
                .setSuperuser(user.superuser())
                .build();
    }

    private static io.robustmq.placement.api.v1.AclRule aclRule(AclRule rule) {
        var message = io.robustmq.placement.api.v1.AclRule.newBuilder()
                .setTenant(rule.tenant())
                .setName(rule.name())
                .setPriority(rule.priority())
                .setPermission(Permission.valueOf(rule.permission().name()))
                .setAction(action(rule.action()))
                .addAllClientIds(rule.clientIds())
                .addAllUsernames(rule.usernames())
                .addAllAddresses(rule.addresses())
                .addAllTopics(rule.topics());
        for (int qos = 0; rule.qosMask() != AclRule.EVERY_QOS && qos <= AclRule.HIGHEST_QOS; qos++) {
            if ((rule.qosMask() & 1 << qos) != 0) {
                message.addQos(qos);
            }
        }
        if (rule.anonymous() != null) {
            message.setAnonymous(rule.anonymous());
        }
        if (rule.retain() != null) {
            message.setRetain(rule.retain());
        }
        return message.build();
    }

    private static io.robustmq.placement.api.v1.TopicAction action(TopicAction action) {
        return io.robustmq.placement.api.v1.TopicAction.valueOf(action.name());
    }
}
