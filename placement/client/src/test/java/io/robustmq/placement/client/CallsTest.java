package io.robustmq.placement.client;

import static io.robustmq.placement.client.ScriptedMember.NEVER;
import static io.robustmq.placement.client.ScriptedMember.fault;
import static io.robustmq.placement.client.ScriptedMember.notLeader;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.robustmq.placement.api.v1.Entry;
import io.robustmq.placement.api.v1.GetRequest;
import io.robustmq.placement.api.v1.GetResponse;
import io.robustmq.placement.api.v1.PlacementError;
import io.robustmq.placement.api.v1.PromoteRequest;
import io.robustmq.placement.api.v1.Reason;
import io.robustmq.placement.api.v1.WatchRequest;
import io.robustmq.placement.api.v1.WriteRequest;
import io.robustmq.placement.api.v1.WriteResponse;
import io.robustmq.placement.client.call.ClientSettings;
import io.robustmq.placement.client.call.Rpc;
import io.robustmq.placement.client.fault.PlacementException;
import io.robustmq.placement.client.fault.PlacementException.Kind;
import io.robustmq.placement.client.image.WatchEvent;
import io.robustmq.placement.client.watch.WatchListener;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CallsTest {

    private static final WriteRequest WRITE = WriteRequest.getDefaultInstance();
    private static final Duration SHORT = Duration.ofMillis(400);

    private final ScriptedMember a = new ScriptedMember();
    private final ScriptedMember b = new ScriptedMember();
    private PlacementClient client = client(Duration.ofSeconds(2), Duration.ofSeconds(30), a.address(), b.address());

    private static PlacementClient client(Duration tryTimeout, Duration patience, String... addresses) {
        return PlacementClient.open(
                ClientSettings.of(List.of(addresses)).withTryTimeout(tryTimeout).withPatience(patience));
    }

    private void reopen(Duration tryTimeout, Duration patience, String... addresses) {
        client.close();
        client = client(tryTimeout, patience, addresses);
    }

    @BeforeAll
    static void warmUp() {
        ScriptedMember.warmUp();
    }

    @AfterEach
    void close() {
        client.close();
        a.close();
        b.close();
    }

    private static WriteResponse written(long revision) {
        return WriteResponse.newBuilder().setRevision(revision).build();
    }

    private static <T> T answer(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    private static PlacementException failure(CompletionStage<?> stage) {
        try {
            Object unexpected = stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
            throw new AssertionError("was answered: " + unexpected);
        } catch (ExecutionException e) {
            return (PlacementException) e.getCause();
        } catch (InterruptedException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    private Set<String> keys() {
        return Stream.of(a, b)
                .flatMap(member -> member.received(WriteRequest.class).stream())
                .map(request -> request.getHeader().getIdempotencyKey())
                .collect(Collectors.toSet());
    }

    @Test
    void goesToTheLeaderItIsToldOfAndStaysThere() {
        a.onWrite = request -> notLeader(b.address());
        b.onWrite = request -> written(7);
        for (int i = 0; i < 5; i++) {
            assertThat(answer(client.call(Rpc.WRITE, WRITE)).getRevision()).isEqualTo(7);
        }
        assertThat(a.received(WriteRequest.class)).hasSizeLessThanOrEqualTo(1);
        assertThat(keys()).hasSize(5).doesNotContain("");
    }

    @Test
    void asksTheLeaderThatAMemberWithoutAQuorumNames() {
        a.onGet = request -> fault(PlacementError.newBuilder()
                .setReason(Reason.NO_QUORUM)
                .setLeaderAddress(b.address())
                .build());
        b.onGet = request -> GetResponse.newBuilder().setRevision(6).build();
        reopen(Duration.ofSeconds(2), Duration.ofSeconds(30), a.address());
        assertThat(answer(client.call(Rpc.GET, GetRequest.getDefaultInstance())).getRevision())
                .isEqualTo(6);
        assertThat(a.received(GetRequest.class)).hasSize(1);
    }

    @Test
    void keepsTheKeyOverAllTries() {
        AtomicInteger tries = new AtomicInteger();
        a.onWrite = request -> switch (tries.incrementAndGet()) {
            case 1 -> fault(Reason.OUTCOME_UNKNOWN);
            case 2 -> fault(Reason.NO_QUORUM);
            case 3 -> fault(Reason.OVERLOADED);
            case 4 -> fault(Reason.STORAGE_FAILED);
            default -> written(3);
        };
        b.onWrite = a.onWrite;
        assertThat(answer(client.call(Rpc.WRITE, WRITE)).getRevision()).isEqualTo(3);
        assertThat(tries).hasValue(5);
        assertThat(keys()).hasSize(1);
    }

    @Test
    void sendsACommandAgainWhenAMemberDiesOverIt() {
        a.onWrite = request -> {
            Thread.ofVirtual().start(a::die);
            return NEVER;
        };
        b.onWrite = request -> a.received(WriteRequest.class).isEmpty() ? notLeader(a.address()) : written(4);
        assertThat(answer(client.call(Rpc.WRITE, WRITE)).getRevision()).isEqualTo(4);
        assertThat(keys()).hasSize(1);
    }

    @Test
    void asksAnotherMemberWhenOneHangs() {
        reopen(SHORT, Duration.ofSeconds(30), a.address(), b.address());
        a.onGet = request -> NEVER;
        b.onGet = request -> a.received(GetRequest.class).isEmpty()
                ? notLeader(a.address())
                : GetResponse.newBuilder()
                        .setEntry(Entry.newBuilder().setVersion(9))
                        .build();
        assertThat(answer(client.call(Rpc.GET, GetRequest.getDefaultInstance()))
                        .getEntry()
                        .getVersion())
                .isEqualTo(9);
    }

    @Test
    void asksAnotherMemberWhenAPortIsClosedOrSilent() throws IOException {
        a.die();
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            reopen(SHORT, Duration.ofSeconds(30), a.address(), "127.0.0.1:" + silent.getLocalPort(), b.address());
            b.onWrite = request -> written(5);
            for (int i = 0; i < 3; i++) {
                assertThat(answer(client.call(Rpc.WRITE, WRITE)).getRevision()).isEqualTo(5);
            }
        }
    }

    @Test
    void neverAsksAgainWhatWasRefused() {
        a.onWrite = request -> fault(PlacementError.newBuilder()
                .setReason(Reason.VERSION_MISMATCH)
                .setField("changes[0].expected_version")
                .setAdvice("read it again")
                .setCurrentVersion(12)
                .build());
        b.onWrite = a.onWrite;
        PlacementException refused = failure(client.call(Rpc.WRITE, WRITE));
        assertThat(refused.kind()).isEqualTo(Kind.REFUSED);
        assertThat(refused.reason()).isEqualTo(Reason.VERSION_MISMATCH);
        assertThat(refused.field()).isEqualTo("changes[0].expected_version");
        assertThat(refused.advice()).isEqualTo("read it again");
        assertThat(refused.currentVersion()).isEqualTo(12);
        assertThat(refused.isOutcomeUnknown()).isFalse();
        assertThat(a.received(WriteRequest.class).size()
                        + b.received(WriteRequest.class).size())
                .isEqualTo(1);
    }

    @Test
    void saysThatACommandWasNotAppliedWhenAllTriesWereAnsweredSo() {
        reopen(Duration.ofSeconds(20), Duration.ofSeconds(20), a.address());
        a.onWrite = request -> fault(PlacementError.newBuilder()
                .setReason(Reason.OVERLOADED)
                .setRetryAfterMillis(30_000)
                .build());
        PlacementException notApplied = failure(client.call(Rpc.WRITE, WRITE));
        assertThat(notApplied.kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(notApplied.reason()).isEqualTo(Reason.OVERLOADED);
        assertThat(notApplied.isOutcomeUnknown()).isFalse();
    }

    @Test
    void saysThatACommandMayHaveBeenAppliedWhenAMemberHangs() {
        reopen(SHORT, SHORT.multipliedBy(2), a.address());
        a.onWrite = request -> NEVER;
        PlacementException open = failure(client.call(Rpc.WRITE, WRITE));
        assertThat(open.kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(open.isOutcomeUnknown()).isTrue();
    }

    @Test
    void saysThatACommandWasNotAppliedWhenNoConnectionEverWasThere() {
        a.die();
        reopen(SHORT, SHORT.multipliedBy(2), a.address());
        PlacementException notSent = failure(client.call(Rpc.WRITE, WRITE));
        assertThat(notSent.kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(notSent.isOutcomeUnknown()).isFalse();
    }

    @Test
    void changesOfMembersAreNotSentTwice() {
        reopen(SHORT, Duration.ofSeconds(30), a.address(), b.address());
        a.onPromote = request -> NEVER;
        b.onPromote = request -> NEVER;
        PlacementException open = failure(client.call(Rpc.PROMOTE, PromoteRequest.getDefaultInstance()));
        assertThat(open.isOutcomeUnknown()).isTrue();
        // What the client has given up may not have come there yet.
        await().untilAsserted(() -> assertThat(a.received(PromoteRequest.class).size()
                        + b.received(PromoteRequest.class).size())
                .isEqualTo(1));
    }

    @Test
    void learnsOfMembersNobodyConfigured() {
        a.members = List.of(a.address(), b.address());
        a.onWrite = request -> written(1);
        b.onWrite = request -> written(2);
        reopen(SHORT, Duration.ofSeconds(30), a.address());
        answer(client.call(Rpc.WRITE, WRITE));
        // A watch goes round among all the members that are known.
        client.watch(Set.of(), "", new WatchListener() {
            @Override
            public void on(WatchEvent event) {}

            @Override
            public void onEnded(PlacementException why) {}
        });
        await().until(() -> !b.received(WatchRequest.class).isEmpty());
        a.die();
        await().untilAsserted(() ->
                assertThat(answer(client.call(Rpc.WRITE, WRITE)).getRevision()).isEqualTo(2));
    }

    @Test
    void comesBackToAMemberThatWasAwayForLongerThanGrpcWouldWait() {
        reopen(SHORT, Duration.ofSeconds(30), a.address());
        a.onWrite = request -> written(1);
        answer(client.call(Rpc.WRITE, WRITE));
        a.die();
        CompletionStage<WriteResponse> waiting = client.call(Rpc.WRITE, WRITE);
        await().pollDelay(Duration.ofSeconds(3))
                .until(() -> true); // gRPC's own pause would be above two seconds by now
        a.revive();
        assertThat(answer(waiting).getRevision()).isEqualTo(1);
    }

    @Test
    void whoBlocksInAnAnswerHoldsUpNobodyElse() throws InterruptedException {
        a.onWrite = request -> written(1);
        b.onWrite = request -> written(1);
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        client.call(Rpc.WRITE, WRITE).thenAccept(answered -> {
            blocked.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(blocked.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(answer(client.call(Rpc.WRITE, WRITE)).getRevision()).isEqualTo(1);
        go.countDown();
    }

    @Test
    void closingFailsWhatIsUnderWayAndWhatComesAfter() {
        a.onWrite = request -> NEVER;
        b.onWrite = request -> NEVER;
        CompletionStage<WriteResponse> hanging = client.call(Rpc.WRITE, WRITE);
        await().until(() -> !a.received(WriteRequest.class).isEmpty()
                || !b.received(WriteRequest.class).isEmpty());
        client.close();
        PlacementException closed = failure(hanging);
        assertThat(closed.kind()).isEqualTo(Kind.CLOSED);
        assertThat(closed.isOutcomeUnknown()).isTrue();
        PlacementException after = failure(client.call(Rpc.WRITE, WRITE));
        assertThat(after.kind()).isEqualTo(Kind.CLOSED);
        assertThat(after.isOutcomeUnknown()).isFalse();
    }
}
