package io.robustmq.broker.server.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.robustmq.broker.core.access.AuthOutcome;
import io.robustmq.broker.core.access.AuthOutcome.Accepted;
import io.robustmq.broker.core.access.AuthOutcome.Refused;
import io.robustmq.broker.core.access.Credentials;
import io.robustmq.broker.core.port.Peer;
import io.robustmq.broker.mqtt.ReasonCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What happens while passwords wait for the hashing threads; {@link FileAccessTest} has the rest. */
class UserAuthenticatorTest {
    private static final User ALICE = user("alice", "secret", false);

    private final CountDownLatch gate = new CountDownLatch(1);
    private final PasswordChecks checks = new PasswordChecks(1, 4);
    private final AccessCounters counters = new AccessCounters();
    private final List<AuthOutcome> outcomes = new CopyOnWriteArrayList<>();
    private final UserAuthenticator authenticator = new UserAuthenticator(
            new AccessSettings(Path.of("unused"), false, false, false, true, 1, 4, Duration.ZERO),
            users(ALICE),
            BlockList.EMPTY,
            checks,
            counters,
            () -> 0);

    @BeforeEach
    void keepTheHashingThreadBusy() {
        checks.check(new Tag(new byte[0]), this::waitAtGate, "10.9.9.9", _ -> {});
    }

    @AfterEach
    void stop() {
        gate.countDown();
        checks.close();
    }

    @Test
    void aUserIsRefusedWhosePasswordChangedMeanwhile() {
        login("alice", "secret", "10.0.0.1");

        authenticator.use(users(user("alice", "other", false)), BlockList.EMPTY);

        assertThat(outcome()).isInstanceOf(Refused.class);
    }

    @Test
    void aUserIsRefusedWhoWasRemovedMeanwhile() {
        login("alice", "secret", "10.0.0.1");

        authenticator.use(users(), BlockList.EMPTY);

        assertThat(outcome()).isInstanceOf(Refused.class);
    }

    @Test
    void aUserWhoStayedIsAcceptedAsTheFileSaysNow() {
        login("alice", "secret", "10.0.0.1");

        authenticator.use(users(new User("alice", ALICE.password(), null, true)), BlockList.EMPTY);

        assertThat(outcome()).isInstanceOfSatisfying(Accepted.class, accepted -> assertThat(
                        accepted.identity().superuser())
                .isTrue());
    }

    @Test
    void aFleetWithOneLoginCostsOneHash() {
        for (int i = 0; i < 1000; i++) {
            login("alice", "secret", "10.0.0." + i);
        }
        assertThat(checks.pending()).isEqualTo(2);

        gate.countDown();

        await().until(() -> outcomes.size() == 1000);
        assertThat(outcomes).allMatch(Accepted.class::isInstance);
    }

    @Test
    void whoComesWhenTheQueueIsFullIsToldSo() {
        for (int i = 0; i < 4; i++) {
            login("alice", "guess " + i, "10.0.0." + i);
        }

        login("alice", "secret", "10.0.0.9");

        assertThat(outcomes).singleElement().isInstanceOfSatisfying(Refused.class, refused -> assertThat(
                        refused.reason())
                .isEqualTo(ReasonCode.SERVER_BUSY));
        assertThat(counters.busy()).isEqualTo(1);
    }

    @Test
    void aRememberedUserNeedsNoPlaceInTheQueue() {
        UserDirectory users = users(ALICE);
        users.rememberRight("alice", users.tag("alice", "secret".getBytes(UTF_8)));
        authenticator.use(users, BlockList.EMPTY);

        login("alice", "secret", "10.0.0.1");

        assertThat(outcomes).singleElement().isInstanceOf(Accepted.class);
    }

    private AuthOutcome outcome() {
        gate.countDown();
        await().until(() -> !outcomes.isEmpty());
        return outcomes.getFirst();
    }

    private void login(String username, String password, String address) {
        authenticator.authenticate(
                new Credentials("c", username, password.getBytes(UTF_8), new Peer(address, 40000, "tcp", null)),
                outcomes::add);
    }

    private boolean waitAtGate() {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return true;
    }

    private static UserDirectory users(User... users) {
        return new UserDirectory(List.of(users), new byte[32]);
    }

    private static User user(String name, String password, boolean superuser) {
        return new User(name, PasswordHash.Bcrypted.of(password.getBytes(UTF_8), 4), null, superuser);
    }
}
