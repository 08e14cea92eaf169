package io.robustmq.placement.service.convert;

import com.google.protobuf.ProtocolMessageEnum;
import io.robustmq.placement.api.v1.Reason;
import io.robustmq.placement.service.fault.Fault;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Checks of single fields: what protobuf lets pass, and the model has no words for. */
public final class Fields {

    private Fields() {}

    /** A word of an enumeration that the model has, too; numbers of later versions and none at all are refused. */
    static <E extends Enum<E>> E word(ProtocolMessageEnum sent, Class<E> type, String field) {
        String name = sent instanceof Enum<?> constant ? constant.name() : "";
        for (E known : type.getEnumConstants()) {
            if (known.name().equals(name)) {
                return known;
            }
        }
        String allowed = Arrays.stream(type.getEnumConstants()).map(Enum::name).collect(Collectors.joining(", "));
        boolean missing = !name.equals("UNRECOGNIZED") && sent.getNumber() == 0;
        throw Fault.field(
                missing ? Reason.MISSING_FIELD : Reason.INVALID_FIELD,
                field,
                missing ? "is missing" : "is not known here: " + name,
                "one of " + allowed);
    }

    /** A {@code uint32} that fits an int. */
    public static int small(int sent, String field) {
        if (sent < 0) {
            throw Fault.field(
                    Reason.INVALID_FIELD,
                    field,
                    "is " + Integer.toUnsignedString(sent),
                    "at most " + Integer.MAX_VALUE);
        }
        return sent;
    }

    /** A {@code uint64} that fits a long. */
    public static long large(long sent, String field) {
        if (sent < 0) {
            throw Fault.field(
                    Reason.INVALID_FIELD, field, "is " + Long.toUnsignedString(sent), "at most " + Long.MAX_VALUE);
        }
        return sent;
    }

    /** A text that must be there. */
    public static String present(String sent, String field) {
        if (sent.isEmpty()) {
            throw Fault.field(Reason.MISSING_FIELD, field, "is missing", "give it a value");
        }
        return sent;
    }

    static Fault missing(String field, String advice) {
        return Fault.field(Reason.MISSING_FIELD, field, "is missing", advice);
    }
}
