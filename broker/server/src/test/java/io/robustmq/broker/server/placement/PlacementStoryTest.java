package io.robustmq.broker.server.placement;

import static io.robustmq.broker.server.conformance.client.ConnectPacket.connect;
import static io.robustmq.broker.server.conformance.client.PublishPacket.publish;
import static io.robustmq.broker.server.conformance.client.SubscribePacket.subscribe;
import static io.robustmq.broker.server.placement.Operator.allow;
import static io.robustmq.broker.server.placement.Operator.block;
import static io.robustmq.broker.server.placement.Operator.deny;
import static io.robustmq.broker.server.placement.Operator.hash;
import static io.robustmq.broker.server.placement.Operator.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.server.config.Sources;
import io.robustmq.broker.server.conformance.client.RawClient;
import io.robustmq.broker.server.conformance.client.Received;
import io.robustmq.broker.server.lifecycle.Broker;
import io.robustmq.placement.api.v1.AclRule;
import io.robustmq.placement.api.v1.BlockTarget;
import io.robustmq.placement.api.v1.Delta;
import io.robustmq.placement.api.v1.Entry;
import io.robustmq.placement.api.v1.Kind;
import io.robustmq.placement.api.v1.Permission;
import io.robustmq.placement.api.v1.PlacementError;
import io.robustmq.placement.api.v1.Reason;
import io.robustmq.placement.api.v1.TopicAction;
import io.robustmq.placement.api.v1.User;
import io.robustmq.placement.api.v1.WatchGrpc;
import io.robustmq.placement.api.v1.WatchRequest;
import io.robustmq.placement.api.v1.WatchResponse;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Users and rules of a broker on its own, from an operator who writes them by gRPC to the clients who feel it. */
@Timeout(60)
class PlacementStoryTest {
    private static final int BAD_LOGIN = 0x86;
    private static final int NOT_AUTHORIZED = 0x87;
    private static final int BANNED = 0x8A;

    @TempDir
    Path folder;

    private Broker broker;
    private Operator operator;

    private void start(String storage, String... more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "robustmq.storage.type", storage,
                "robustmq.data-path", folder.resolve("data").toString(),
                "robustmq.network.tcp-port", "0",
                "robustmq.network.websocket-port", "",
                "robustmq.network.bind-address", "127.0.0.1",
                "robustmq.network.event-loops", "2",
                "robustmq.network.close-timeout", "1s",
                "robustmq.lifecycle.stop-timeout", "2s",
                "robustmq.placement.grpc-port", "0"));
        for (int i = 0; i < more.length; i += 2) {
            settings.put("robustmq." + more[i], more[i + 1]);
        }
        broker = Broker.start(Sources.none().properties(settings).load(), "test");
        operator = broker.placementAddress().map(Operator::new).orElse(null);
    }

    @AfterEach
    void stop() {
        if (operator != null) {
            operator.close();
        }
        if (broker != null && !broker.isStopping()) {
            broker.stop();
        }
    }

    private RawClient client() {
        InetSocketAddress address = broker.addresses().get("tcp");
        return RawClient.tcp(address, ProtocolVersion.V5);
    }

    private RawClient connected(String username, String password) {
        RawClient client = client();
        client.connect(connect(username + "-id").username(username).password(password));
        return client;
    }

    private void refused(int code, String clientId, String username, String password) {
        try (RawClient client = client()) {
            client.send(connect(clientId).username(username).password(password));
            client.expectConnAck(code);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "local", "rocksdb"})
    void aUserComesInFromTheAnswerOnAndIsToldNoFromTheAnswerOn(String storage) {
        start(storage);
        refused(BAD_LOGIN, "c", "alice", "secret");
        operator.put(user("alice", "secret"), allow("home", 10, "alice", "home/#"));

        try (RawClient alice = connected("alice", "secret")) {
            alice.published(publish("home/door", "open").qos1(1));
            alice.send(publish("office/door", "open").qos1(2));
            assertThat(alice.expect(Received.PubAck.class).code()).isEqualTo(NOT_AUTHORIZED);

            operator.put(deny("not the safe", 5, "alice", "home/safe"));

            alice.send(publish("home/safe", "open").qos1(3));
            assertThat(alice.expect(Received.PubAck.class).code()).isEqualTo(NOT_AUTHORIZED);
            alice.send(subscribe(4).filter("home/+", 0));
            alice.expectSubAck(4, NOT_AUTHORIZED);

            operator.delete(Kind.ACL_RULE, "not the safe");
            operator.delete(Kind.USER, "alice");

            refused(BAD_LOGIN, "other", "alice", "secret");
            alice.published(publish("home/safe", "open").qos1(5)); // who is connected stays
        }
    }

    @Test
    void anotherPasswordCountsFromTheAnswerOnAlthoughTheFirstWasRemembered() {
        start("memory");
        operator.put(user("alice", "secret"));
        connected("alice", "secret").close();
        connected("alice", "secret").close();
        assertThat(broker.access().counters().rememberedPasswords()).isEqualTo(1);

        operator.put(user("bob", "unrelated"));
        connected("alice", "secret").close();
        assertThat(broker.access().counters().rememberedPasswords()).isEqualTo(2);

        operator.put(user("alice", "changed"));
        refused(BAD_LOGIN, "c", "alice", "secret");
        connected("alice", "changed").close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "rocksdb"})
    void everythingIsAsBeforeAfterARestart(String storage) {
        start(storage);
        operator.put(user("alice", "secret"), allow("home", 10, "alice", "home/#"));
        long revision = operator.put(block("no mallory", BlockTarget.CLIENT_ID_PATTERN, "mal*"));
        stop();

        start(storage);

        try (RawClient alice = connected("alice", "secret")) {
            alice.published(publish("home/door", "open").qos1(1));
            alice.send(publish("office/door", "open").qos1(2));
            assertThat(alice.expect(Received.PubAck.class).code()).isEqualTo(NOT_AUTHORIZED);
        }
        refused(BANNED, "mallory", "alice", "secret");
        assertThat(operator.put(user("bob", "secret"))).isEqualTo(revision + 1);
        stop();

        start(storage, "placement.grpc-port", "", "auth.placement", "true");

        assertThat(broker.placementAddress()).isEmpty();
        connected("bob", "secret").close();
        stop();

        start(storage, "placement.grpc-port", "");

        try (RawClient anyone = client()) {
            anyone.connect(connect("anyone"));
        }
    }

    @Test
    void theFileCountsBeforeWhatTheBrokerKeeps() throws Exception {
        Path file = folder.resolve("access.toml");
        Files.writeString(file, """
                [[user]]
                name = "alice"
                password = "%s"
                [[rule]]
                permission = "deny"
                topics = "secret/#"
                """.formatted(hash("from the file")));
        start("memory", "auth.file", file.toString());
        operator.put(
                user("alice", "from the port"),
                user("bob", "from the port"),
                allow("alice", 0, "alice", "#"),
                allow("bob", 0, "bob", "#"));

        refused(BAD_LOGIN, "c", "alice", "from the port");
        connected("alice", "from the file").close();
        try (RawClient bob = connected("bob", "from the port")) {
            bob.published(publish("open/x", "x").qos1(1));
            bob.send(publish("secret/x", "x").qos1(2));
            assertThat(bob.expect(Received.PubAck.class).code()).isEqualTo(NOT_AUTHORIZED);
        }
    }

    @Test
    void whoIsBlockedIsTurnedAwayWhateverTheyProve() {
        start("memory");
        operator.put(
                user("alice", "secret"),
                block("id", BlockTarget.CLIENT_ID, "stolen"),
                block("user", BlockTarget.USERNAME_PATTERN, "tmp-*-x"));
        operator.put(user("tmp-1-x", "secret"));

        refused(BANNED, "stolen", "alice", "secret");
        refused(BANNED, "c", "tmp-1-x", "secret");
        connected("alice", "secret").close();

        operator.put(block("net", BlockTarget.ADDRESS, "127.0.0.0/8"));
        refused(BANNED, "c", "alice", "secret");

        operator.delete(Kind.BLOCK_RULE, "net");
        operator.delete(Kind.BLOCK_RULE, "id");
        try (RawClient again = client()) {
            again.connect(connect("stolen").username("alice").password("secret"));
        }
    }

    @Test
    void whatTheBrokerCannotApplyIsRefusedByItsField() throws Exception {
        start("memory");

        assertThat(refusal(Entry.newBuilder()
                        .setUser(User.newBuilder().setName("alice").setPasswordHash("secret"))
                        .build()))
                .satisfies(error -> {
                    assertThat(error.getReason()).isEqualTo(Reason.NOT_A_HASH);
                    assertThat(error.getField()).isEqualTo("changes[0].put.user.password_hash");
                    assertThat(error.toString()).doesNotContain("secret");
                });
        assertThat(refusal(Entry.newBuilder()
                                .setAclRule(AclRule.newBuilder()
                                        .setName("r")
                                        .setPermission(Permission.ALLOW)
                                        .setAction(TopicAction.PUBLISH)
                                        .addTopics("fine/#")
                                        .addTopics("not/#/fine"))
                                .build())
                        .getField())
                .isEqualTo("changes[0].put.acl_rule.topics[1]");
        assertThat(refusal(block("b", BlockTarget.ADDRESS, "localhost")).getField())
                .isEqualTo("changes[0].put.block_rule.value");
        assertThat(operator.list(Kind.USER)).isEmpty();
    }

    private PlacementError refusal(Entry entry) throws Exception {
        return Operator.error(catchThrowable(() -> operator.put(entry)));
    }

    @Test
    void hashesAreNotGivenBackUnlessAskedFor() {
        start("memory");
        operator.put(user("alice", "secret"));

        assertThat(operator.get(Kind.USER, "alice").getUser().getPasswordHash()).isEmpty();
        assertThat(operator.list(Kind.USER)).hasSize(1);
    }

    @Test
    void watchersSeeWhatThereIsAndWhatChanges() {
        start("memory");
        operator.put(user("alice", "secret"));
        Iterator<WatchResponse> watch = WatchGrpc.newBlockingStub(operator.channel())
                .withDeadlineAfter(20, TimeUnit.SECONDS)
                .watch(WatchRequest.newBuilder()
                        .addKinds(io.robustmq.placement.api.v1.Kind.USER)
                        .build());

        assertThat(watch.next().hasStarted()).isTrue();
        assertThat(watch.next().getSnapshot().getEntries(0).getUser().getName()).isEqualTo("alice");
        long revision = operator.put(user("bob", "secret"));
        Delta delta = watch.next().getDelta();
        assertThat(delta.getRevision()).isEqualTo(revision);
        assertThat(delta.getChanges(0).getPut().getUser().getName()).isEqualTo("bob");
    }

    @Test
    void withoutAuthenticationByItTheyAreOnlyKept() {
        start("memory", "auth.placement", "false");
        operator.put(user("alice", "secret"));

        try (RawClient anyone = client()) {
            anyone.connect(connect("anyone").username("alice").password("wrong"));
        }
        assertThat(operator.get(Kind.USER, "alice").getUser().getName()).isEqualTo("alice");
    }
}
