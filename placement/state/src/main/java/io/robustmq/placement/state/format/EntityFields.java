package io.robustmq.placement.state.format;

import io.robustmq.placement.state.model.Entity;
import io.robustmq.placement.state.model.Group;
import io.robustmq.placement.state.model.Kind;
import io.robustmq.placement.state.model.Node;
import io.robustmq.placement.state.model.Ref;
import io.robustmq.placement.state.model.Replica;
import io.robustmq.placement.state.model.Resource;
import io.robustmq.placement.state.model.Shard;
import io.robustmq.placement.state.model.ShardSet;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Entities of any kind, and references to them. A kind is its code, one byte; its fields follow in the order of the record. */
final class EntityFields {
    private static final Node.Role[] ROLES = Node.Role.values();
    private static final Node.Duty[] DUTIES = Node.Duty.values();
    private static final Replica.Role[] REPLICA_ROLES = Replica.Role.values();

    private EntityFields() {}

    static void write(FieldWriter out, Entity entity) {
        out.fixedByte(entity.ref().kind().code());
        switch (entity) {
            case Node node -> node(out, node);
            case Group group -> group(out, group);
            case ShardSet set -> {
                out.text(set.name());
                out.varint(set.shards());
            }
            case Shard shard -> {
                out.text(shard.set());
                out.varint(shard.index());
                out.varint(shard.groupId());
                out.varint(shard.epoch());
            }
            case Resource resource -> ResourceFields.write(out, resource);
        }
    }

    static Entity read(FieldReader in) {
        Kind kind = kind(in);
        return switch (kind) {
            case NODE -> node(in);
            case GROUP ->
                new Group(in.number(), in.number(), in.list(() -> replica(in)), in.text(), in.text(), in.varint());
            case SHARD_SET -> new ShardSet(in.text(), in.number());
            case SHARD -> new Shard(in.text(), in.number(), in.number(), in.varint());
            case CONFIG,
                    TENANT,
                    USER,
                    ACL_RULE,
                    BLOCK_RULE,
                    REWRITE_RULE,
                    AUTO_SUBSCRIBE_RULE,
                    SCHEMA,
                    SCHEMA_BINDING -> ResourceFields.read(in, kind);
        };
    }

    static void writeRef(FieldWriter out, Ref ref) {
        out.fixedByte(ref.kind().code());
        out.text(ref.tenant());
        out.text(ref.name());
    }

    static Ref readRef(FieldReader in) {
        return new Ref(kind(in), in.text(), in.text());
    }

    static Kind kind(FieldReader in) {
        int code = in.fixedByte();
        try {
            return Kind.ofCode(code);
        } catch (IllegalArgumentException e) {
            throw new FormatException("kind " + code + " is unknown, perhaps of a newer version", e);
        }
    }

    private static void node(FieldWriter out, Node node) {
        out.text(node.nodeId());
        out.varint(node.epoch());
        roles(out, node.roles());
        addresses(out, node.addresses());
        out.text(node.zone());
        out.text(node.softwareVersion());
        out.varint(node.leaseMillis());
        switch (node.liveness()) {
            case Node.Liveness.Alive alive -> out.fixedByte(0);
            case Node.Liveness.Expired expired -> {
                out.fixedByte(1);
                out.signed(expired.sinceMillis());
            }
        }
        out.constant(node.duty());
        out.signed(node.registeredAtMillis());
    }

    private static Node node(FieldReader in) {
        return new Node(
                in.text(),
                in.varint(),
                roles(in),
                addresses(in),
                in.text(),
                in.text(),
                in.number(),
                in.flag() ? new Node.Liveness.Expired(in.signed()) : Node.ALIVE,
                in.constant(DUTIES),
                in.signed());
    }

    /** Bit n for the role of the code n. */
    static void roles(FieldWriter out, Set<Node.Role> roles) {
        int mask = 0;
        for (int code = 0; code < ROLES.length; code++) {
            mask |= roles.contains(ROLES[code]) ? 1 << code : 0;
        }
        out.fixedByte(mask);
    }

    static Set<Node.Role> roles(FieldReader in) {
        int mask = in.fixedByte();
        if (mask >>> ROLES.length != 0) {
            throw in.wrong("a role is unknown, perhaps of a newer version");
        }
        Set<Node.Role> roles = EnumSet.noneOf(Node.Role.class);
        for (int code = 0; code < ROLES.length; code++) {
            if (((mask >>> code) & 1) != 0) {
                roles.add(ROLES[code]);
            }
        }
        return roles;
    }

    /** In the order of the purposes: equal maps give equal bytes. */
    static void addresses(FieldWriter out, Map<String, String> addresses) {
        Map<String, String> sorted = new TreeMap<>(addresses);
        out.varint(sorted.size());
        sorted.forEach((purpose, address) -> {
            out.text(purpose);
            out.text(address);
        });
    }

    static Map<String, String> addresses(FieldReader in) {
        List<Map.Entry<String, String>> entries = in.list(() -> Map.entry(in.text(), in.text()));
        Map<String, String> addresses = new HashMap<>();
        for (Map.Entry<String, String> entry : entries) {
            if (addresses.put(entry.getKey(), entry.getValue()) != null) {
                throw in.wrong("the purpose '" + entry.getKey() + "' is there twice");
            }
        }
        return addresses;
    }

    private static void group(FieldWriter out, Group group) {
        out.varint(group.groupId());
        out.varint(group.replicationFactor());
        out.varint(group.replicas().size());
        for (Replica replica : group.replicas()) {
            out.text(replica.nodeId());
            out.constant(replica.role());
        }
        out.text(group.preferredLeader());
        out.text(group.leader());
        out.varint(group.leaderTerm());
    }

    private static Replica replica(FieldReader in) {
        return new Replica(in.text(), in.constant(REPLICA_ROLES));
    }
}
