package io.robustmq.placement.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import io.robustmq.placement.api.v1.ClusterOuterClass;
import io.robustmq.placement.api.v1.CommandHeader;
import io.robustmq.placement.api.v1.Entry;
import io.robustmq.placement.api.v1.Kind;
import io.robustmq.placement.api.v1.NodesOuterClass;
import io.robustmq.placement.api.v1.Reason;
import io.robustmq.placement.api.v1.ResourcesOuterClass;
import io.robustmq.placement.api.v1.ShardsOuterClass;
import io.robustmq.placement.api.v1.WatchOuterClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What holds for all services alike, and what must not change once it is spoken. */
class ContractTest {
    /** They read; leaders come to answer heartbeats without the log. */
    private static final Set<String> CHANGE_NOTHING =
            Set.of("Get", "List", "Heartbeat", "PlanMoves", "Watch", "Status", "Members", "Backup");

    private static final List<FileDescriptor> FILES = List.of(
            NodesOuterClass.getDescriptor(),
            ResourcesOuterClass.getDescriptor(),
            ShardsOuterClass.getDescriptor(),
            WatchOuterClass.getDescriptor(),
            ClusterOuterClass.getDescriptor());

    @Test
    void everyRequestThatChangesSomethingHasAHeaderFirst() {
        List<String> without = new ArrayList<>();
        int changing = 0;
        for (MethodDescriptor method : methods()) {
            if (CHANGE_NOTHING.contains(method.getName())) {
                continue;
            }
            changing++;
            if (!hasHeader(method.getInputType())) {
                without.add(method.getFullName());
            }
        }
        assertThat(without).isEmpty();
        assertThat(changing).isEqualTo(14);
    }

    /** A stream has it in its first message. */
    private static boolean hasHeader(Descriptor request) {
        FieldDescriptor first = request.findFieldByNumber(1);
        if (first == null || first.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
            return false;
        }
        return first.getMessageType().equals(CommandHeader.getDescriptor()) || hasHeader(first.getMessageType());
    }

    @Test
    void everyKindHasItsEntry() {
        List<String> kinds = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            if (kind != Kind.UNRECOGNIZED && kind != Kind.KIND_UNSPECIFIED) {
                kinds.add(kind.name().toLowerCase(Locale.ROOT));
            }
        }
        List<String> entries = new ArrayList<>();
        for (FieldDescriptor field :
                Entry.getDescriptor().getOneofs().getFirst().getFields()) {
            entries.add(field.getName());
            assertThat(field.getNumber()).isEqualTo(entries.size() + 1);
        }
        assertThat(entries).isEqualTo(kinds);
    }

    /** Clients compare numbers, old ones too. */
    @Test
    void reasonsKeepTheirNumbers() {
        assertThat(Reason.INVALID_FIELD.getNumber()).isEqualTo(2);
        assertThat(Reason.VERSION_MISMATCH.getNumber()).isEqualTo(22);
        assertThat(Reason.FENCED.getNumber()).isEqualTo(42);
        assertThat(Reason.WOULD_LOSE_QUORUM.getNumber()).isEqualTo(61);
        assertThat(Reason.NOT_LEADER.getNumber()).isEqualTo(80);
        assertThat(Reason.BAD_BACKUP.getNumber()).isEqualTo(88);
    }

    private static List<MethodDescriptor> methods() {
        List<MethodDescriptor> methods = new ArrayList<>();
        FILES.forEach(file -> file.getServices().forEach(service -> methods.addAll(service.getMethods())));
        return methods;
    }
}
