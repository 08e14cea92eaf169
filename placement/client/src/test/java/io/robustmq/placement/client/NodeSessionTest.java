package io.robustmq.placement.client;

import static io.robustmq.placement.client.ScriptedMember.NEVER;
import static io.robustmq.placement.client.ScriptedMember.fault;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.robustmq.placement.api.Epoch;
import io.robustmq.placement.api.v1.Duty;
import io.robustmq.placement.api.v1.HeartbeatRequest;
import io.robustmq.placement.api.v1.HeartbeatResponse;
import io.robustmq.placement.api.v1.Reason;
import io.robustmq.placement.api.v1.RegisterRequest;
import io.robustmq.placement.api.v1.RegisterResponse;
import io.robustmq.placement.api.v1.UnregisterRequest;
import io.robustmq.placement.api.v1.UnregisterResponse;
import io.robustmq.placement.client.call.ClientSettings;
import io.robustmq.placement.client.fault.PlacementException;
import io.robustmq.placement.client.session.NodeSession;
import io.robustmq.placement.client.session.SessionListener;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class NodeSessionTest {

    private static final int LEASE_MILLIS = 5_000;
    private static final RegisterRequest NODE =
            RegisterRequest.newBuilder().setNodeId("n").build();

    private final ScriptedMember centre = new ScriptedMember();
    private final PlacementClient client =
            PlacementClient.open(ClientSettings.of(List.of(centre.address())).withTryTimeout(Duration.ofMillis(400)));
    private final AtomicLong epochs = new AtomicLong();
    private final Map<String, Long> epochByKey = new ConcurrentHashMap<>();
    private final Recorder recorder = new Recorder();

    private static final class Recorder implements SessionListener {
        final List<String> told = new CopyOnWriteArrayList<>();
        final List<PlacementException> ended = new CopyOnWriteArrayList<>();

        @Override
        public void onHeld(Epoch epoch, String clusterId, Duty duty) {
            told.add("held " + epoch + " of " + clusterId + " " + duty);
        }

        @Override
        public void onDuty(Duty duty) {
            told.add("duty " + duty);
        }

        @Override
        public void onLost(Epoch epoch) {
            told.add("lost " + epoch);
        }

        @Override
        public void onEnded(PlacementException why) {
            told.add("ended " + why.reason());
            ended.add(why);
        }
    }

    @BeforeAll
    static void warmUp() {
        ScriptedMember.warmUp();
    }

    @AfterEach
    void close() {
        client.close();
        centre.close();
    }

    /** A registration that is sent again, as when its answer came late, is the same one: as with a real centre. */
    private void leads() {
        centre.onRegister = request -> RegisterResponse.newBuilder()
                .setEpoch(epochByKey.computeIfAbsent(
                        request.getHeader().getIdempotencyKey(), key -> epochs.incrementAndGet()))
                .setClusterId("c")
                .setLeaseMillis(LEASE_MILLIS)
                .setDuty(Duty.SERVING)
                .build();
        centre.onHeartbeat = request -> renewed(LEASE_MILLIS, Duty.SERVING);
    }

    private static HeartbeatResponse renewed(int leaseMillis, Duty duty) {
        return HeartbeatResponse.newBuilder()
                .setLeaseMillis(leaseMillis)
                .setDuty(duty)
                .build();
    }

    /** The keys of what was sent, each once: what was answered late was sent again. */
    private Set<String> registrations() {
        return centre.received(RegisterRequest.class).stream()
                .map(request -> request.getHeader().getIdempotencyKey())
                .collect(Collectors.toSet());
    }

    private NodeSession held() {
        leads();
        NodeSession session = client.register(NODE, recorder);
        await().until(() -> recorder.told.contains("held 1 of c SERVING"));
        return session;
    }

    @Test
    void isKeptAliveByHeartbeatsAndHearsOfItsDuty() {
        NodeSession session = held();
        await().until(() -> centre.received(HeartbeatRequest.class).size() >= 2);
        assertThat(session.mayServe()).isTrue();
        assertThat(session.epoch()).contains(new Epoch(1));
        centre.onHeartbeat = request -> renewed(LEASE_MILLIS, Duty.DRAINING);
        await().until(() -> recorder.told.contains("duty DRAINING"));
        assertThat(centre.received(HeartbeatRequest.class))
                .allMatch(request ->
                        request.getEpoch() == 1 && request.getNodeId().equals("n"));
        assertThat(recorder.told).containsExactly("held 1 of c SERVING", "duty DRAINING");
        assertThat(registrations()).hasSize(1);
    }

    @Test
    void stopsBeforeTheCentreCanBelieveItDeadAndRegistersAgain() {
        NodeSession session = held();
        AtomicLong lastNanos = new AtomicLong(System.nanoTime());
        centre.onHeartbeat = request -> {
            lastNanos.set(System.nanoTime());
            return renewed(LEASE_MILLIS, Duty.SERVING);
        };
        await().until(() -> centre.received(HeartbeatRequest.class).size() >= 2);
        centre.onHeartbeat = request -> NEVER;
        centre.onRegister = request -> NEVER;
        await().until(() -> recorder.told.contains("lost 1"));
        // Whatever the delay of this test: from the end of the lease on, counted from when the heartbeat came, it does
        // not serve.
        await().until(() -> System.nanoTime() - lastNanos.get() > TimeUnit.MILLISECONDS.toNanos(LEASE_MILLIS));
        assertThat(session.mayServe()).isFalse();
        assertThat(session.epoch()).isEmpty();
        epochs.set(7);
        leads();
        await().until(() -> recorder.told.contains("held 8 of c SERVING"));
        assertThat(session.mayServe()).isTrue();
        assertThat(centre.received(RegisterRequest.class).getLast().getClusterId())
                .isEqualTo("c");
    }

    @Test
    void registersAgainUnderAnotherKeyWhenTheCentreBelievedItDead() {
        held();
        centre.onHeartbeat =
                request -> request.getEpoch() == 1 ? fault(Reason.LEASE_EXPIRED) : renewed(LEASE_MILLIS, Duty.SERVING);
        await().until(() -> recorder.told.contains("held 2 of c SERVING"));
        assertThat(recorder.told).containsExactly("held 1 of c SERVING", "lost 1", "held 2 of c SERVING");
        assertThat(registrations()).hasSize(2).doesNotContain("");
    }

    @Test
    void stopsForGoodWhenAnotherProcessHasItsId() {
        NodeSession session = held();
        centre.onHeartbeat = request -> fault(Reason.FENCED);
        await().until(() -> recorder.told.contains("ended FENCED"));
        assertThat(session.mayServe()).isFalse();
        assertThat(registrations()).hasSize(1);
    }

    @Test
    void stopsForGoodWhenTheCentreIsAnothers() {
        centre.onRegister = request -> fault(Reason.WRONG_CLUSTER);
        client.register(NODE.toBuilder().setClusterId("mine").build(), recorder);
        await().until(() -> recorder.told.contains("ended WRONG_CLUSTER"));
        assertThat(registrations()).hasSize(1);
        assertThat(centre.received(RegisterRequest.class).getFirst().getClusterId())
                .isEqualTo("mine");
    }

    @Test
    void waitsForACentreThatIsNotThereYet() {
        centre.die();
        client.register(NODE, recorder);
        leads();
        centre.revive();
        await().until(() -> recorder.told.contains("held 1 of c SERVING"));
    }

    @Test
    void sendsARegistrationThatNobodyAnsweredAgainUnderItsKey() {
        centre.onRegister = request -> NEVER;
        try (PlacementClient impatient = PlacementClient.open(ClientSettings.of(List.of(centre.address()))
                .withTryTimeout(Duration.ofMillis(100))
                .withPatience(Duration.ofMillis(250)))) {
            impatient.register(NODE, recorder);
            await().until(() -> centre.received(RegisterRequest.class).size() >= 8);
            leads();
            await().until(() -> recorder.told.contains("held 1 of c SERVING"));
        }
        assertThat(registrations()).hasSize(1);
    }

    @Test
    void isForgottenInOrder() {
        NodeSession session = held();
        centre.onUnregister = request -> fault(Reason.IN_USE);
        Throwable refused = session.unregister()
                .handle((answer, fault) -> fault)
                .toCompletableFuture()
                .join();
        assertThat(refused).isInstanceOfSatisfying(PlacementException.class, why -> assertThat(why.reason())
                .isEqualTo(Reason.IN_USE));
        assertThat(session.mayServe()).isTrue();
        // Once it is forgotten, a heartbeat under way is refused; nobody registers again because of that.
        centre.onUnregister = request -> {
            centre.onHeartbeat = late -> fault(Reason.UNKNOWN_NODE);
            return UnregisterResponse.getDefaultInstance();
        };
        session.unregister().toCompletableFuture().join();
        assertThat(session.mayServe()).isFalse();
        assertThat(centre.received(UnregisterRequest.class)).allMatch(request -> request.getEpoch() == 1);
        assertThat(registrations()).hasSize(1);
        assertThat(recorder.told).containsExactly("held 1 of c SERVING");
    }
}
