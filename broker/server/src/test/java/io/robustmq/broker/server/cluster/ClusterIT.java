package io.robustmq.broker.server.cluster;

import static io.robustmq.broker.server.conformance.client.ConnectPacket.connect;
import static io.robustmq.broker.server.conformance.client.PublishPacket.publish;
import static io.robustmq.broker.server.conformance.client.SubscribePacket.subscribe;
import static io.robustmq.broker.server.conformance.client.UnsubscribePacket.unsubscribe;
import static io.robustmq.broker.server.conformance.client.WillMessage.will;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.robustmq.broker.server.conformance.client.RawClient;
import io.robustmq.broker.server.conformance.client.Received;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three brokers as they are packaged: subscribers on one, publishers on another. Nobody dies here. */
@Timeout(180)
class ClusterIT {
    private static final int TAKEN_OVER = 0x8E;
    private static final int USE_ANOTHER_SERVER = 0x9C;

    @TempDir
    static Path folder;

    private static BrokerCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        cluster = BrokerCluster.start(folder, 3, Map.of("ROBUSTMQ_SYS_INTERVAL", "1s"));
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    private static void awaitNoRoutes() {
        cluster.brokers.forEach(broker -> broker.awaitPeerRoutes(0));
    }

    @Test
    void messagesOfEveryQosReachASubscriberOfAnotherBroker() {
        awaitNoRoutes();
        try (RawClient subscriber = cluster.broker(1).connected("subscriber");
                RawClient publisher = cluster.broker(0).connected("publisher")) {
            subscriber.subscribed("t/+", 2);
            cluster.broker(0).awaitPeerRoutes(1);
            publisher.published(publish("t/0", "zero"));
            publisher.published(publish("t/1", "one").qos1(1));
            publisher.published(publish("t/2", "two").qos2(2).retain());
            List<Received.Publish> got = subscriber.receiveAndAcknowledge(3);
            assertThat(got).extracting(Received.Publish::text).containsExactly("zero", "one", "two");
            assertThat(got).extracting(Received.Publish::qos).containsExactly(0, 1, 2);
            subscriber.expectNothing();
        }
    }

    @Test
    void manyMessagesComeOnceAndInOrder() {
        awaitNoRoutes();
        int messages = 5_000;
        byte[] large = new byte[64 * 1024];
        try (RawClient subscriber = cluster.broker(2).connected("subscriber");
                RawClient publisher = cluster.broker(0).connected("publisher")) {
            subscriber.subscribed("stream", 1);
            cluster.broker(0).awaitPeerRoutes(1);
            Thread sending = Thread.ofPlatform().start(() -> {
                for (int i = 0; i < messages; i++) {
                    publisher.published(publish("stream", "" + i).qos1(1 + i % 1_000));
                    if (i % 500 == 0) {
                        publisher.published(publish("stream", large));
                    }
                }
            });
            List<String> numbers = new ArrayList<>();
            while (numbers.size() < messages) {
                Received.Publish publish = subscriber.receiveAndAcknowledge(1).getFirst();
                if (publish.payload().length < large.length) {
                    numbers.add(publish.text());
                }
            }
            assertThat(numbers).containsExactlyElementsOf(numbers(messages));
            subscriber.expectNothing();
            assertThat(sending.join(Duration.ofMinutes(1))).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> numbers(int count) {
        List<String> all = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            all.add("" + i);
        }
        return all;
    }

    @Test
    void aClientIsTakenOverWhateverBrokerItComesTo() throws Exception {
        for (int round = 0; round < 10; round++) {
            String id = "wanderer-" + round;
            RawClient first = cluster.broker(0).connected(id);
            RawClient second = cluster.broker(1).connected(id);
            first.expectDisconnect(TAKEN_OVER);
            RawClient third = cluster.broker(2).connected(id);
            second.expectDisconnect(TAKEN_OVER);
            third.expectNothing();
            third.disconnect();
            try (RawClient again = cluster.broker(0).connected(id)) {
                again.expectNothing();
            }
        }
        for (ClusterBroker broker : cluster.brokers) {
            await().atMost(ClusterBroker.PATIENCE).until(() -> broker.figure("robustmq_cluster_clients_owned") == 0);
        }
    }

    @Test
    void aStormOfOneClientLeavesOneOfIt() throws Exception {
        List<RawClient> all = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            RawClient client = cluster.broker(i % 3).open();
            client.send(connect("stormy"));
            all.add(client);
        }
        int left = 0;
        for (RawClient client : all) {
            if (client.readsConnAckOrEnd() && isThere(client)) {
                left++;
            }
        }
        assertThat(left).isOne();
        all.forEach(RawClient::close);
    }

    private static boolean isThere(RawClient client) {
        try {
            client.expectNothing();
            return true;
        } catch (AssertionError | UncheckedIOException e) {
            return false;
        }
    }

    @Test
    void aSharedSubscriptionOverBrokersGetsEachMessageOnce() throws Exception {
        awaitNoRoutes();
        List<RawClient> members = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            RawClient member = cluster.broker(i).connected("member-" + i);
            member.subscribed("$share/workers/job/#", 0);
            members.add(member);
        }
        for (ClusterBroker broker : cluster.brokers) {
            broker.awaitPeerRoutes(2);
        }
        try (RawClient publisher = cluster.broker(1).connected("boss")) {
            for (int i = 0; i < 90; i++) {
                publisher.published(publish("job/" + i, "" + i));
            }
            Set<String> done = new HashSet<>();
            for (RawClient member : members) {
                for (int i = 0; i < 30; i++) {
                    assertThat(done.add(member.expectPublish().text())).isTrue();
                }
            }
            assertThat(done).hasSize(90);
            members.get(2).disconnect();
            cluster.broker(1).awaitPeerRoutes(1);
            for (int i = 0; i < 10; i++) {
                publisher.published(publish("job/more", "" + i));
            }
            for (int i = 0; i < 5; i++) {
                members.get(0).expectPublish();
                members.get(1).expectPublish();
            }
        }
        members.forEach(RawClient::close);
    }

    @Test
    void whatEachBrokerKnowsFollowsChurn() {
        awaitNoRoutes();
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random chance = new Random(seed);
        List<RawClient> clients = new ArrayList<>();
        List<Set<String>> wanted = new ArrayList<>();
        Map<Integer, Set<String>> expected = new HashMap<>();
        for (int i = 0; i < 3; i++) {
            clients.add(cluster.broker(i).connected("churn-" + i));
            wanted.add(new HashSet<>());
        }
        for (int step = 0; step < 3_000; step++) {
            int at = chance.nextInt(3);
            String filter = "f/" + chance.nextInt(300) + (chance.nextBoolean() ? "/+" : "");
            RawClient client = clients.get(at);
            if (wanted.get(at).remove(filter)) {
                client.send(unsubscribe(7, filter));
                client.expectUnsubAck(7, 0);
            } else {
                wanted.get(at).add(filter);
                client.subscribed(filter, 0);
            }
        }
        for (int i = 0; i < 3; i++) {
            expected.put(i, wanted.get(i));
            cluster.broker(i)
                    .awaitPeerRoutes(wanted.get((i + 1) % 3).size()
                            + wanted.get((i + 2) % 3).size());
        }
        try (RawClient publisher = cluster.broker(0).connected("asker")) {
            for (int i = 0; i < 300; i++) {
                publisher.published(publish("f/" + i, "" + i).qos1(1));
            }
            for (int at = 0; at < 3; at++) {
                int listener = at;
                for (int i = 0; i < 300; i++) {
                    if (expected.get(listener).contains("f/" + i)) {
                        clients.get(listener).expectPublish("f/" + i, "" + i);
                    }
                }
                clients.get(listener).expectNothing();
            }
        }
        clients.forEach(RawClient::close);
    }

    @Test
    void statisticsOfAllBrokersAreSeenAtEach() {
        try (RawClient reader = cluster.broker(0).connected("reader");
                RawClient other = cluster.broker(2).connected("other")) {
            other.expectNothing();
            reader.send(subscribe(1)
                    .filter("$SYS/brokers/3/stats/connections/count", 0)
                    .filter("$SYS/cluster/stats/connections/count", 0));
            reader.expectSubAck(1, 0, 0);
            Map<String, String> seen = new HashMap<>();
            await().atMost(ClusterBroker.PATIENCE).until(() -> {
                Received.Publish news = reader.expectPublish();
                seen.put(news.topic(), news.text());
                return "1".equals(seen.get("$SYS/brokers/3/stats/connections/count"))
                        && "2".equals(seen.get("$SYS/cluster/stats/connections/count"));
            });
        }
    }

    @Test
    void aBrokerThatIsDrainedSendsItsClientsToAnotherUntilItServesAgain() throws Exception {
        ClusterBroker drained = cluster.broker(2);
        try (RawClient witness = cluster.broker(0).connected("witness");
                RawClient client = drained.open()) {
            witness.subscribed("wills/#", 0);
            drained.awaitPeerRoutes(1);
            client.connect(connect("client").will(will("wills/client", "gone")));
            cluster.drain(drained, false);
            client.expectDisconnect(USE_ANOTHER_SERVER);
            client.expectClosed();
            try (RawClient refused = drained.open()) {
                refused.send(connect("client"));
                refused.expectConnAck(USE_ANOTHER_SERVER);
            }
            await().atMost(ClusterBroker.PATIENCE).untilAsserted(() -> {
                HttpResponse<String> ready = drained.process().get("/q/health/ready");
                assertThat(ready.statusCode()).isEqualTo(503);
                assertThat(ready.body().replace(" ", "")).contains("\"draining\":true", "\"connections\":0");
            });
            try (RawClient elsewhere = cluster.broker(1).connected("client")) {
                elsewhere.subscribed("t", 1);
            }
            witness.expectNothing();
        } finally {
            cluster.drain(drained, true);
            drained.awaitJoined(2);
        }
        drained.connected("client").close();
    }
}
