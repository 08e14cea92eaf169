package io.robustmq.broker.server.crash;

import static io.robustmq.broker.server.conformance.client.ConnectPacket.connect;
import static io.robustmq.broker.server.conformance.client.PublishPacket.publish;
import static io.robustmq.broker.server.placement.Operator.allow;
import static io.robustmq.broker.server.placement.Operator.user;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.server.conformance.client.RawClient;
import io.robustmq.broker.server.conformance.client.Received;
import io.robustmq.broker.server.placement.Operator;
import io.robustmq.placement.api.v1.Kind;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Users and rules that were written by gRPC are there when the packaged broker was killed the moment it had answered. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(180)
class KeptUsersIT {
    private static final int BAD_LOGIN = 0x86;
    private static final int NOT_AUTHORIZED = 0x87;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"local", "rocksdb"})
    void areThereAfterAKill(String storage) throws Exception {
        Map<String, String> settings = Map.of(
                "ROBUSTMQ_STORAGE_TYPE", storage,
                "ROBUSTMQ_PLACEMENT_GRPC_PORT", "0",
                "ROBUSTMQ_NETWORK_BIND_ADDRESS", "127.0.0.1");
        try (KilledBroker broker = KilledBroker.start(folder, settings)) {
            for (int round = 0; round < 3; round++) {
                String name = "user-" + round;
                try (Operator operator = new Operator(broker.process().address("placement"))) {
                    operator.put(user(name, "secret-" + round), allow("of " + name, round, name, name + "/#"));
                    if (round > 0) {
                        operator.delete(Kind.USER, "user-" + (round - 1));
                    }
                    broker.killAndStart();
                }
                works(broker, name, "secret-" + round);
                if (round > 0) {
                    isUnknown(broker, "user-" + (round - 1), "secret-" + (round - 1));
                }
            }
            try (Operator operator = new Operator(broker.process().address("placement"))) {
                assertThat(operator.list(Kind.USER)).hasSize(1);
                assertThat(operator.list(Kind.ACL_RULE)).hasSize(3);
            }
        }
    }

    private static void works(KilledBroker broker, String name, String password) {
        try (RawClient client = broker.client()) {
            client.connect(connect(name).username(name).password(password));
            client.published(publish(name + "/x", "x").qos1(1));
            client.send(publish("other/x", "x").qos1(2));
            assertThat(client.expect(Received.PubAck.class).code()).isEqualTo(NOT_AUTHORIZED);
        }
    }

    private static void isUnknown(KilledBroker broker, String name, String password) {
        try (RawClient client = broker.client()) {
            client.send(connect(name).username(name).password(password));
            client.expectConnAck(BAD_LOGIN);
        }
    }
}
