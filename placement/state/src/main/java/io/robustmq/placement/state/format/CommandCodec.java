package io.robustmq.placement.state.format;

import io.robustmq.placement.state.command.Change;
import io.robustmq.placement.state.command.Command;
import io.robustmq.placement.state.command.Move;
import io.robustmq.placement.state.model.Entity;
import io.robustmq.placement.state.model.Node;
import io.robustmq.placement.state.model.Resource;
import java.util.OptionalLong;

/**
 * Commands as bytes: version, type (one byte), idempotency key (text), then the fields in the order of the records. Equal
 * commands give equal bytes.
 */
public final class CommandCodec {
    private static final Node.Duty[] DUTIES = Node.Duty.values();

    private CommandCodec() {}

    public static byte[] encode(Command command) {
        FieldWriter out = Header.write();
        out.fixedByte(type(command));
        out.text(command.idempotencyKey());
        fields(out, command);
        return out.toBytes();
    }

    /**
     * @throws FormatException if the bytes are no command
     */
    public static Command decode(byte[] bytes) {
        FieldReader in = Header.read(bytes);
        Command command = read(in, in.fixedByte(), in.text());
        in.end();
        return command;
    }

    /** Of type and fields, without the idempotency key: FNV-1a, 64 bits. Tells commands apart by mistake, not by malice. */
    public static long fingerprint(Command command) {
        FieldWriter out = new FieldWriter();
        out.fixedByte(type(command));
        fields(out, command);
        return out.hash();
    }

    private static int type(Command command) {
        return switch (command) {
            case Command.FormCluster it -> 1;
            case Command.RegisterNode it -> 2;
            case Command.SetDuty it -> 3;
            case Command.UnregisterNode it -> 4;
            case Command.ExpireNode it -> 5;
            case Command.Write it -> 6;
            case Command.CreateShardSet it -> 7;
            case Command.DeleteShardSet it -> 8;
            case Command.AssignShard it -> 9;
            case Command.ReportGroup it -> 10;
            case Command.ChangeGroup it -> 11;
        };
    }

    private static void fields(FieldWriter out, Command command) {
        switch (command) {
            case Command.FormCluster it -> out.text(it.clusterId());
            case Command.RegisterNode it -> {
                out.text(it.nodeId());
                out.text(it.clusterId());
                EntityFields.roles(out, it.roles());
                EntityFields.addresses(out, it.addresses());
                out.text(it.zone());
                out.text(it.softwareVersion());
                out.signed(it.leaseMillis());
            }
            case Command.SetDuty it -> {
                out.text(it.nodeId());
                out.constant(it.duty());
            }
            case Command.UnregisterNode it -> {
                out.text(it.nodeId());
                out.varint(it.epoch());
            }
            case Command.ExpireNode it -> {
                out.text(it.nodeId());
                out.varint(it.epoch());
            }
            case Command.Write it -> {
                out.varint(it.changes().size());
                it.changes().forEach(change -> change(out, change));
            }
            case Command.CreateShardSet it -> {
                out.text(it.name());
                out.signed(it.shards());
                out.signed(it.groups());
                out.signed(it.replicationFactor());
            }
            case Command.DeleteShardSet it -> out.text(it.name());
            case Command.AssignShard it -> {
                out.text(it.set());
                out.signed(it.index());
                out.signed(it.groupId());
                out.varint(it.expectedEpoch());
            }
            case Command.ReportGroup it -> {
                out.text(it.nodeId());
                out.varint(it.nodeEpoch());
                out.signed(it.groupId());
                out.varint(it.term());
                out.texts(it.promoted());
                out.texts(it.removed());
            }
            case Command.ChangeGroup it -> {
                move(out, it.move());
                version(out, it.expectedVersion());
            }
        }
    }

    private static Command read(FieldReader in, int type, String key) {
        return switch (type) {
            case 1 -> new Command.FormCluster(key, in.text());
            case 2 ->
                new Command.RegisterNode(
                        key,
                        in.text(),
                        in.text(),
                        EntityFields.roles(in),
                        EntityFields.addresses(in),
                        in.text(),
                        in.text(),
                        signedInt(in));
            case 3 -> new Command.SetDuty(key, in.text(), in.constant(DUTIES));
            case 4 -> new Command.UnregisterNode(key, in.text(), in.varint());
            case 5 -> {
                if (!key.isEmpty()) {
                    throw in.wrong("an expiry has no idempotency key");
                }
                yield new Command.ExpireNode(in.text(), in.varint());
            }
            case 6 -> new Command.Write(key, in.list(() -> change(in)));
            case 7 -> new Command.CreateShardSet(key, in.text(), signedInt(in), signedInt(in), signedInt(in));
            case 8 -> new Command.DeleteShardSet(key, in.text());
            case 9 -> new Command.AssignShard(key, in.text(), signedInt(in), signedInt(in), in.varint());
            case 10 ->
                new Command.ReportGroup(
                        key, in.text(), in.varint(), signedInt(in), in.varint(), in.texts(), in.texts());
            case 11 -> new Command.ChangeGroup(key, move(in), version(in));
            default -> throw in.wrong("the command " + type + " is unknown, perhaps of a newer version");
        };
    }

    private static void change(FieldWriter out, Change change) {
        switch (change) {
            case Change.Put put -> {
                out.fixedByte(1);
                EntityFields.write(out, put.resource());
            }
            case Change.Delete delete -> {
                out.fixedByte(2);
                EntityFields.writeRef(out, delete.ref());
            }
        }
        version(out, change.expectedVersion());
    }

    private static Change change(FieldReader in) {
        return switch (in.fixedByte()) {
            case 1 -> new Change.Put(resource(in), version(in));
            case 2 -> new Change.Delete(EntityFields.readRef(in), version(in));
            default -> throw in.wrong("a change is neither 1 nor 2");
        };
    }

    private static Resource resource(FieldReader in) {
        Entity entity = EntityFields.read(in);
        if (entity instanceof Resource resource) {
            return resource;
        }
        throw in.wrong(entity.ref().kind() + " is not written by operators");
    }

    private static void move(FieldWriter out, Move move) {
        out.fixedByte(
                switch (move) {
                    case Move.AddReplica it -> 1;
                    case Move.RemoveReplica it -> 2;
                    case Move.PreferLeader it -> 3;
                });
        out.signed(move.groupId());
        out.text(move.nodeId());
    }

    private static Move move(FieldReader in) {
        int type = in.fixedByte();
        int groupId = signedInt(in);
        String nodeId = in.text();
        return switch (type) {
            case 1 -> new Move.AddReplica(groupId, nodeId);
            case 2 -> new Move.RemoveReplica(groupId, nodeId);
            case 3 -> new Move.PreferLeader(groupId, nodeId);
            default -> throw in.wrong("the move " + type + " is unknown, perhaps of a newer version");
        };
    }

    private static void version(FieldWriter out, OptionalLong version) {
        out.flag(version.isPresent());
        version.ifPresent(out::varint);
    }

    private static OptionalLong version(FieldReader in) {
        return in.flag() ? OptionalLong.of(in.varint()) : OptionalLong.empty();
    }

    /** What has not been checked yet may be anything. */
    private static int signedInt(FieldReader in) {
        long value = in.signed();
        if (value != (int) value) {
            throw in.wrong("the number " + value + " is too large");
        }
        return (int) value;
    }
}
