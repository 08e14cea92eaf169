package io.robustmq.broker.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import io.robustmq.broker.api.v1.ClientIdMessage;
import io.robustmq.broker.api.v1.Hello;
import io.robustmq.broker.api.v1.PeersOuterClass;
import io.robustmq.broker.api.v1.Publication;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What brokers of another release rely on. */
class ContractTest {

    @Test
    void everyStreamBeginsWithWhoSpeaksToWhom() {
        List<MethodDescriptor> methods =
                PeersOuterClass.getDescriptor().getServices().getFirst().getMethods();
        assertThat(methods).hasSize(2).allSatisfy(method -> {
            assertThat(method.isClientStreaming() && method.isServerStreaming()).isTrue();
            assertThat(method.getInputType().findFieldByNumber(1).getMessageType())
                    .isEqualTo(Hello.getDescriptor());
        });
    }

    @Test
    void fieldsKeepTheirNumbers() {
        assertThat(numbered(Publication.getDescriptor()))
                .containsExactly(
                        "topic 1",
                        "payload 2",
                        "qos 3",
                        "retain 4",
                        "publisher 5",
                        "expires_in_millis 6",
                        "properties 7",
                        "groups_only 8",
                        "groups 9",
                        "in_log 10");
        assertThat(numbered(ClientIdMessage.getDescriptor()))
                .containsExactly(
                        "claim 1",
                        "granted 2",
                        "refused 3",
                        "give_up 4",
                        "given_up 5",
                        "released 6",
                        "ask 7",
                        "owned 8",
                        "adopted 9");
    }

    private static List<String> numbered(Descriptor message) {
        return message.getFields().stream().map(ContractTest::numbered).toList();
    }

    private static String numbered(FieldDescriptor field) {
        return field.getName() + " " + field.getNumber();
    }
}
