package io.robustmq.broker.server.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.robustmq.broker.core.access.AclRule;
import io.robustmq.broker.core.access.AclSubject;
import io.robustmq.broker.core.access.AuthOutcome;
import io.robustmq.broker.core.access.AuthOutcome.Accepted;
import io.robustmq.broker.core.access.AuthOutcome.Challenge;
import io.robustmq.broker.core.access.AuthOutcome.Refused;
import io.robustmq.broker.core.access.Authenticator;
import io.robustmq.broker.core.access.Authorizer;
import io.robustmq.broker.core.access.Credentials;
import io.robustmq.broker.core.access.Identity;
import io.robustmq.broker.core.access.TopicPattern;
import io.robustmq.broker.core.port.Peer;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.topic.TopicName;
import io.robustmq.config.InvalidConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileAccessTest {
    private static final String SECRET_HASH =
            PasswordHash.Bcrypted.of("secret".getBytes(UTF_8), 4).toString();
    private static final String OTHER_HASH =
            PasswordHash.Bcrypted.of("other".getBytes(UTF_8), 4).toString();
    private static final String VERIFIER =
            ScramVerifier.of("pencil", new byte[16], 4096).toString();

    private Path file;
    private @Nullable UserAccess access;

    @BeforeEach
    void writeUsersAndRules(@TempDir Path folder) throws IOException {
        file = folder.resolve("access.toml");
        write(SECRET_HASH, "a/#");
    }

    @AfterEach
    void close() {
        if (access != null) {
            access.close();
        }
    }

    @Nested
    class Passwords {
        @Test
        void theRightOneIsAccepted() throws Exception {
            open();

            assertThat(login("alice", "secret")).isEqualTo(accepted("alice", false));
            assertThat(login("root", "secret")).isEqualTo(accepted("root", true));
        }

        @Test
        void anUnknownUserAndAWrongPasswordGetTheSameAnswer() throws Exception {
            open();

            assertThat(login("alice", "wrong")).isEqualTo(refused(ReasonCode.BAD_USER_NAME_OR_PASSWORD));
            assertThat(login("mallory", "secret")).isEqualTo(refused(ReasonCode.BAD_USER_NAME_OR_PASSWORD));
            assertThat(login("scrammer", "pencil")).isEqualTo(refused(ReasonCode.BAD_USER_NAME_OR_PASSWORD));
            assertThat(login("alice", null)).isEqualTo(refused(ReasonCode.BAD_USER_NAME_OR_PASSWORD));
            assertThat(login(null, "secret")).isEqualTo(refused(ReasonCode.BAD_USER_NAME_OR_PASSWORD));
        }

        @Test
        void aPasswordFoundRightIsNotHashedAgain() throws Exception {
            UserAccess access = open();
            login("alice", "secret");

            login("alice", "secret");

            assertThat(access.counters().rememberedPasswords()).isEqualTo(1);
            assertThat(login("alice", "Secret")).isInstanceOf(Refused.class);
            assertThat(login("root", "wrong")).isInstanceOf(Refused.class);
            assertThat(access.counters().rememberedPasswords()).isEqualTo(1);
            assertThat(access.counters().accepted()).isEqualTo(2);
            assertThat(access.counters().refused()).isEqualTo(2);
        }

        @Test
        void nothingIsRememberedWhenSwitchedOff() throws Exception {
            access = UserAccess.unwatched(new AccessSettings(file, false, false, false, false, 1, 16, Duration.ZERO));
            login("alice", "secret");
            login("alice", "secret");

            assertThat(access.counters().rememberedPasswords()).isZero();
        }
    }

    @Nested
    class WithoutUserName {
        @Test
        void anonymousClientsComeInIfAllowed() throws Exception {
            access = UserAccess.unwatched(new AccessSettings(file, true, false, false, true, 1, 16, Duration.ZERO));
            assertThat(login(null, null)).isEqualTo(accepted(null, false));
        }

        @Test
        void anonymousClientsAreTurnedAwayOtherwise() throws Exception {
            open();
            assertThat(login(null, null)).isEqualTo(refused(ReasonCode.NOT_AUTHORIZED));
        }

        @Test
        void theCertificateNamesTheUserIfSoSet() throws Exception {
            access = UserAccess.unwatched(new AccessSettings(file, false, false, true, true, 1, 16, Duration.ZERO));

            assertThat(login(credentials(null, null, "root"))).isEqualTo(accepted("root", true));
            assertThat(login(credentials(null, null, "gateway-9"))).isEqualTo(accepted("gateway-9", false));
            assertThat(login(credentials("root", null, "root"))).isEqualTo(accepted("root", true));
            assertThat(login(credentials("root", null, "gateway-9"))).isInstanceOf(Refused.class);
            assertThat(login(credentials("alice", "wrong", "alice"))).isInstanceOf(Refused.class);
            assertThat(login(credentials("alice", "secret", "root"))).isEqualTo(accepted("alice", false));
        }

        @Test
        void theCertificateMeansNothingOtherwise() throws Exception {
            open();
            assertThat(login(credentials(null, null, "root"))).isEqualTo(refused(ReasonCode.NOT_AUTHORIZED));
        }
    }

    @Nested
    class Scram {
        @Test
        void aUserComesInAndTheServerProvesItself() throws Exception {
            open();
            ScramClient client = new ScramClient("scrammer", "pencil", "abc");
            Authenticator.Exchange exchange = exchange(credentials(null, null, null));

            Challenge challenge = (Challenge) step(exchange, client.first());
            Accepted accepted = (Accepted) step(exchange, client.last(challenge.data()));

            assertThat(accepted.identity()).isEqualTo(new Identity("c1", "scrammer", "10.0.0.1", false));
            assertThat(accepted.data()).isEqualTo(client.expectedServerFinal());
        }

        @Test
        void aUserIsRefusedWhoWasRemovedMeanwhile() throws Exception {
            open();
            ScramClient client = new ScramClient("scrammer", "pencil", "abc");
            Authenticator.Exchange exchange = exchange(credentials("scrammer", null, null));
            Challenge challenge = (Challenge) step(exchange, client.first());

            Files.writeString(file, "[[user]]\nname = \"alice\"\npassword = \"" + SECRET_HASH + "\"\n");
            settle();

            assertThat(step(exchange, client.last(challenge.data()))).isInstanceOf(Refused.class);
        }

        @Test
        void otherMethodsAreUnknown() {
            open();
            assertThat(access.authenticator().exchange("SCRAM-SHA-1", credentials(null, null, null)))
                    .isNull();
            assertThat(access.authenticator().exchange("scram-sha-256", credentials(null, null, null)))
                    .isNull();
        }

        private Authenticator.Exchange exchange(Credentials credentials) {
            Authenticator.Exchange exchange = access.authenticator().exchange("SCRAM-SHA-256", credentials);
            assertThat(exchange).isNotNull();
            return exchange;
        }

        private static AuthOutcome step(Authenticator.Exchange exchange, byte @Nullable [] data) throws Exception {
            CompletableFuture<AuthOutcome> outcome = new CompletableFuture<>();
            exchange.step(data, outcome::complete);
            return outcome.get(10, TimeUnit.SECONDS);
        }
    }

    @Nested
    class Reloading {
        @Test
        void aChangedFileIsUsedAfterTwoEqualLooks() throws Exception {
            open();
            login("alice", "secret");
            int version = access.authorizer().version();
            write(OTHER_HASH, "other/#");

            access.look();
            assertThat(mayPublish("a/x")).isTrue();
            access.look();

            assertThat(mayPublish("a/x")).isFalse();
            assertThat(mayPublish("other/x")).isTrue();
            assertThat(access.authorizer().version()).isNotEqualTo(version);
            assertThat(login("alice", "secret")).isInstanceOf(Refused.class);
            assertThat(login("alice", "other")).isInstanceOf(Accepted.class);
            assertThat(access.counters().reloads()).isEqualTo(1);
        }

        @Test
        void aFileStillBeingWrittenIsLeftAlone() throws Exception {
            open();
            for (int i = 0; i < 5; i++) {
                Files.writeString(file, "#".repeat(i + 1));
                access.look();
            }

            assertThat(mayPublish("a/x")).isTrue();
            assertThat(access.counters().reloads()).isZero();
        }

        @Test
        void aBadFileChangesNothingAndIsReadOnce() throws Exception {
            open();
            int version = access.authorizer().version();
            Files.writeString(file, "[[rule]]\npermission = \"maybe\"\n");

            settle();
            settle();

            assertThat(mayPublish("a/x")).isTrue();
            assertThat(login("alice", "secret")).isInstanceOf(Accepted.class);
            assertThat(access.authorizer().version()).isEqualTo(version);
            assertThat(access.counters().failedReloads()).isEqualTo(1);

            write(SECRET_HASH, "c/#");
            settle();
            assertThat(mayPublish("c/x")).isTrue();
        }

        @Test
        void aFileThatIsGoneChangesNothing() throws Exception {
            open();
            Files.delete(file);

            settle();

            assertThat(mayPublish("a/x")).isTrue();
            assertThat(access.counters().failedReloads()).isEqualTo(1);
        }

        @Test
        void whatIsKeptBesideTheFileStays() throws Exception {
            open();
            access.use(new Kept(
                    new UserDirectory(
                            List.of(
                                    new User("kept", PasswordHash.parse(SECRET_HASH), null, false),
                                    new User("alice", PasswordHash.parse(OTHER_HASH), null, true)),
                            new byte[1]),
                    List.of(new AclRule(
                            AclRule.Permission.ALLOW,
                            AclSubject.EVERYONE,
                            AclRule.Action.ALL,
                            AclRule.ANY_QOS,
                            null,
                            List.of(TopicPattern.of("kept/#")))),
                    new BlockList(List.of(new BlockList.Entry(BlockList.Target.USERNAME, "root", 0)))));

            write(SECRET_HASH, "changed/#");
            settle();

            assertThat(login("kept", "secret")).isEqualTo(accepted("kept", false));
            assertThat(login("alice", "secret")).isEqualTo(accepted("alice", false));
            assertThat(login("alice", "other")).isInstanceOf(Refused.class);
            assertThat(login("root", "secret")).isEqualTo(refused(ReasonCode.BANNED));
            assertThat(mayPublish("kept/x")).isTrue();
            assertThat(mayPublish("changed/x")).isTrue();
            assertThat(mayPublish("a/x")).isFalse();
        }

        @Test
        void theFileIsWatched() throws Exception {
            access = UserAccess.open(
                    new AccessSettings(file, false, false, false, true, 1, 16, Duration.ofMillis(20)), false);
            write(SECRET_HASH, "changed/#");

            await().until(() -> mayPublish("changed/x"));
        }

        @Test
        void aBadFileAtTheStartStopsIt() throws IOException {
            Files.writeString(file, "nonsense");

            assertThatThrownBy(() -> open()).isInstanceOf(InvalidConfigurationException.class);
        }
    }

    @Test
    void withoutFileEverybodyMayDoEverything() throws Exception {
        try (Access open = new Access.Open(new OpenAuthenticator(true), new AccessCounters())) {
            CompletableFuture<AuthOutcome> outcome = new CompletableFuture<>();
            open.authenticator().authenticate(credentials("anyone", "anything", null), outcome::complete);

            assertThat(outcome.get()).isEqualTo(accepted(null, false));
            assertThat(open.authorizer()).isSameAs(Authorizer.ALLOW_ALL);
            assertThat(open.authenticator().exchange("SCRAM-SHA-256", credentials(null, null, null)))
                    .isNull();
        }
    }

    private UserAccess open() {
        access = UserAccess.unwatched(new AccessSettings(file, false, false, false, true, 1, 16, Duration.ZERO));
        return access;
    }

    private void settle() {
        access.look();
        access.look();
    }

    private void write(String hashOfAlice, String topics) throws IOException {
        Files.writeString(file, """
                [[user]]
                name = "alice"
                password = "%s"
                [[user]]
                name = "root"
                password = "%s"
                superuser = true
                [[user]]
                name = "scrammer"
                scram_sha_256 = "%s"
                [[rule]]
                permission = "allow"
                topics = "%s"
                """.formatted(hashOfAlice, SECRET_HASH, VERIFIER, topics));
    }

    private boolean mayPublish(String topic) {
        return access.authorizer()
                .mayPublish(new Identity("c1", "alice", "10.0.0.1", false), TopicName.of(topic), 0, false);
    }

    private AuthOutcome login(@Nullable String username, @Nullable String password) throws Exception {
        return login(credentials(username, password, null));
    }

    private AuthOutcome login(Credentials credentials) throws Exception {
        CompletableFuture<AuthOutcome> outcome = new CompletableFuture<>();
        access.authenticator().authenticate(credentials, outcome::complete);
        AuthOutcome came = outcome.get(10, TimeUnit.SECONDS);
        return came instanceof Refused refused ? refused(refused.reason()) : came;
    }

    private static Credentials credentials(
            @Nullable String username, @Nullable String password, @Nullable String certificateName) {
        return new Credentials(
                "c1",
                username,
                password == null ? null : password.getBytes(UTF_8),
                new Peer("10.0.0.1", 40000, "tls", certificateName));
    }

    private static Accepted accepted(@Nullable String username, boolean superuser) {
        return new Accepted(new Identity("c1", username, "10.0.0.1", superuser), null);
    }

    private static Refused refused(ReasonCode reason) {
        return new Refused(reason, null);
    }
}
