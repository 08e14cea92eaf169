package io.robustmq.broker.server.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.robustmq.broker.core.access.Authenticator;
import io.robustmq.broker.core.access.Authorizer;
import io.robustmq.broker.server.access.Access;
import io.robustmq.broker.server.access.AccessCounters;
import io.robustmq.broker.server.access.Kept;
import io.robustmq.broker.storage.spi.Shard;
import io.robustmq.broker.storage.spi.Storage;
import io.robustmq.placement.api.v1.PlacementError;
import io.robustmq.placement.api.v1.Reason;
import io.robustmq.placement.service.fault.Fault;
import io.robustmq.placement.service.watch.StateListener;
import io.robustmq.placement.state.command.Change;
import io.robustmq.placement.state.command.Command;
import io.robustmq.placement.state.command.Reply;
import io.robustmq.placement.state.decide.Decision;
import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.model.AclRule;
import io.robustmq.placement.state.model.Tenant;
import io.robustmq.placement.state.model.TopicAction;
import io.robustmq.placement.state.model.User;
import io.robustmq.placement.state.record.RecordBatch;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StandalonePlacementTest {
    private final Storage storage = Shards.open("memory", Path.of("unused"), Map.of());
    private final AtomicBoolean unsure = new AtomicBoolean();
    private final Shard shard = Shards.unsure(storage.shard(0), unsure);
    private final Heard access = new Heard();
    private final StandalonePlacement placement = StandalonePlacement.open(shard, access);

    @AfterEach
    void close() {
        placement.close();
        storage.close();
    }

    @Test
    void isAnsweredWhenItIsInForce() {
        submit("k", user("alice"));

        assertThat(access.kept.users().find("alice")).isNotNull();
        assertThat(access.kept.users().find("bob")).isNull();
    }

    @Test
    void rulesAreTriedByPriorityAndThenByName() {
        submit("k1", rule("b", 2, "b/#"));
        submit("k2", rule("c", 1, "c/#"));
        submit("k3", rule("a", 2, "a/#"));

        assertThat(access.kept.rules())
                .extracting(rule -> rule.who().usernames())
                .containsExactly(Set.of("c"), Set.of("a"), Set.of("b"));
    }

    @Test
    void rulesAreSortedAnewOnlyWhenTheyChange() {
        submit("k1", rule("a", 1, "a/#"));
        var rules = access.kept.rules();
        submit("k2", user("alice"));

        assertThat(access.kept.rules()).isSameAs(rules);
    }

    @Test
    void otherTenantsDoNotCount() {
        submit(
                "k",
                Change.Put.of(new Tenant("other", "", 0, 0, 0, 0, 0)),
                Change.Put.of(new User("other", "alice", "", "", true)));

        assertThat(access.kept.users().find("alice")).isNull();
    }

    @Test
    void afterAWriteNobodyHeardOfTheNextCommandGoesOnFromWhatIsThere() {
        submit("k1", user("alice"));
        unsure.set(true);
        CompletableFuture<Decision> unheard = submitted("k2", user("bob"));
        assertThatThrownBy(unheard::join).hasMessageContaining("the line is broken");
        unsure.set(false);

        assertThat(submitted("k2", user("bob")).join()).isInstanceOf(Decision.Unchanged.class);
        submit("k3", user("carol"));

        assertThat(access.kept.users().find("alice")).isNotNull();
        assertThat(access.kept.users().find("bob")).isNotNull();
        assertThat(access.kept.users().find("carol")).isNotNull();
        StandalonePlacement again = StandalonePlacement.open(shard, null);
        assertThat(again.image().revision()).isEqualTo(placement.image().revision());
        again.close();
    }

    @Test
    void whatCannotBePutIntoForceIsSaidToBeSoAndTriedAgainWhenItIsSentAgain() {
        submit("k1", user("alice"));
        access.trouble = () -> {
            throw new IllegalStateException("no rules today");
        };
        PlacementError error = refusal(asked("k2", user("bob")));
        assertThat(error.getReason()).isEqualTo(Reason.OUTCOME_UNKNOWN);
        assertThat(error.getMessage()).contains("is stored", "no rules today");
        assertThat(access.kept.users().find("alice")).isNotNull();
        assertThat(access.kept.users().find("bob")).isNull();

        access.trouble = () -> {};
        assertThat(submitted("k2", user("bob")).join()).isInstanceOf(Decision.Unchanged.class);
        assertThat(access.kept.users().find("bob")).isNotNull();
    }

    @Test
    void whatCouldNotBePutIntoForceComesIntoForceWithTheNextChange() {
        access.trouble = () -> {
            throw new StackOverflowError("as scripted");
        };
        assertThat(refusal(asked("k1", rule("a", 1, "a/#"), user("alice"))).getMessage())
                .contains("as scripted");
        access.trouble = () -> {};
        submit("k2", user("bob"));
        assertThat(access.kept.users().find("alice")).isNotNull();
        assertThat(access.kept.rules()).hasSize(1);
    }

    @Test
    void aListenerThatThrowsDoesNotMakeWhatIsStoredNothing() {
        placement.follow(new StateListener() {
            @Override
            public void onApplied(List<RecordBatch> batches, ClusterImage image) {
                throw new IllegalStateException("deaf");
            }

            @Override
            public void onReplaced(ClusterImage image) {}
        });
        PlacementError error = refusal(asked("k1", user("alice")));
        assertThat(error.getReason()).isEqualTo(Reason.OUTCOME_UNKNOWN);
        assertThat(submitted("k1", user("alice")).join()).isInstanceOf(Decision.Unchanged.class);
    }

    @Test
    void whoWaitsIsToldWhenTheBrokerStops() {
        CountDownLatch entered = new CountDownLatch(1);
        Semaphore go = new Semaphore(0);
        access.trouble = () -> {
            entered.countDown();
            go.acquireUninterruptibly();
        };
        CompletableFuture<Reply> waiting = asked("k1", user("alice"));
        await().until(() -> entered.getCount() == 0);
        assertThat(waiting).isNotDone();
        placement.close();
        assertThat(refusal(waiting).getReason()).isEqualTo(Reason.SHUTTING_DOWN);
        assertThat(refusal(asked("k2", user("bob"))).getReason()).isEqualTo(Reason.SHUTTING_DOWN);
        go.release();
    }

    private static PlacementError refusal(CompletableFuture<?> answer) {
        Throwable refused = catchThrowable(() -> answer.get(20, TimeUnit.SECONDS));
        assertThat(refused).hasCauseInstanceOf(Fault.class);
        return ((Fault) refused.getCause()).error();
    }

    private static Change user(String name) {
        return Change.Put.of(new User("default", name, "", "", false));
    }

    private static Change rule(String name, int priority, String topic) {
        return Change.Put.of(new AclRule(
                "default",
                name,
                priority,
                AclRule.Permission.ALLOW,
                TopicAction.PUBLISH_AND_SUBSCRIBE,
                List.of(),
                List.of(name),
                List.of(),
                null,
                7,
                null,
                List.of(topic)));
    }

    private void submit(String key, Change... changes) {
        assertThat(submitted(key, changes).join()).isInstanceOf(Decision.Accepted.class);
    }

    private CompletableFuture<Decision> submitted(String key, Change... changes) {
        return placement.submit(write(key, changes), 0).toCompletableFuture();
    }

    /** As its callers are answered. */
    private CompletableFuture<Reply> asked(String key, Change... changes) {
        return new StandaloneCentre(placement).submit(write(key, changes));
    }

    private static Command write(String key, Change... changes) {
        return new Command.Write(key, List.of(changes));
    }

    /** What was put into force last; has its troubles before. */
    private static final class Heard implements Access {
        private volatile Kept kept = Kept.NOTHING;
        private volatile Runnable trouble = () -> {};

        @Override
        public void use(Kept current) {
            trouble.run();
            kept = current;
        }

        @Override
        public Authenticator authenticator() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Authorizer authorizer() {
            throw new UnsupportedOperationException();
        }

        @Override
        public AccessCounters counters() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int pendingChecks() {
            return 0;
        }

        @Override
        public void close() {}
    }
}
