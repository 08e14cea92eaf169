package io.robustmq.placement.state.format;

import io.robustmq.placement.state.command.Reply;
import io.robustmq.placement.state.model.Node;

/** Answers: one byte for the type, then the fields in the order of the records. */
final class ReplyFields {
    private static final Node.Duty[] DUTIES = Node.Duty.values();

    private ReplyFields() {}

    static void write(FieldWriter out, Reply reply) {
        switch (reply) {
            case Reply.Done done -> {
                out.fixedByte(1);
                out.varint(done.revision());
            }
            case Reply.Registered registered -> {
                out.fixedByte(2);
                out.varint(registered.revision());
                out.text(registered.clusterId());
                out.varint(registered.epoch());
                out.varint(registered.leaseMillis());
                out.constant(registered.duty());
            }
            case Reply.DutySet set -> {
                out.fixedByte(3);
                out.varint(set.revision());
                out.varint(set.replicas());
            }
            case Reply.SetCreated created -> {
                out.fixedByte(4);
                out.varint(created.revision());
                out.varint(created.groupIds().size());
                created.groupIds().forEach(out::varint);
            }
            case Reply.Assigned assigned -> {
                out.fixedByte(5);
                out.varint(assigned.revision());
                out.varint(assigned.epoch());
            }
        }
    }

    static Reply read(FieldReader in) {
        return switch (in.fixedByte()) {
            case 1 -> new Reply.Done(in.varint());
            case 2 -> new Reply.Registered(in.varint(), in.text(), in.varint(), in.number(), in.constant(DUTIES));
            case 3 -> new Reply.DutySet(in.varint(), in.number());
            case 4 -> new Reply.SetCreated(in.varint(), in.list(in::number));
            case 5 -> new Reply.Assigned(in.varint(), in.varint());
            default -> throw in.wrong("a type of answer is unknown, perhaps of a newer version");
        };
    }
}
