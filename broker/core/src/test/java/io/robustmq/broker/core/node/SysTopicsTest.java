package io.robustmq.broker.core.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.cluster.Member;
import io.robustmq.broker.core.cluster.NodeFigures;
import io.robustmq.broker.core.cluster.PeerFigures;
import io.robustmq.broker.core.forward.PeerBacklog;
import io.robustmq.broker.core.port.Ownership;
import io.robustmq.broker.core.stats.Drop;
import io.robustmq.broker.core.subscription.SubscriptionCensus;
import io.robustmq.broker.core.world.Client;
import io.robustmq.broker.core.world.Publishing;
import io.robustmq.broker.core.world.Setup;
import io.robustmq.broker.core.world.World;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.packet.Publish;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The node's statistics as messages. */
class SysTopicsTest {
    private static final String PREFIX = "$SYS/brokers/1/";

    private static Map<String, String> take(Client reader) {
        Map<String, String> values = new HashMap<>();
        for (Publish message : reader.takeMessages()) {
            values.put(message.topic().toString().substring(PREFIX.length()), Client.text(message));
        }
        return values;
    }

    @Test
    void comeRetainedAndThenAtEveryInterval() {
        World world = new Setup().sysIntervalMillis(1_000).start();
        world.passes(Duration.ofMillis(100));
        Client reader = world.client("reader").connected();
        reader.subscribe("$SYS/#", 0);
        Map<String, String> first = take(reader);
        assertThat(first).containsEntry("version", "test").containsEntry("stats/connections/count", "0");
        world.passes(Duration.ofSeconds(1));
        Map<String, String> second = take(reader);
        assertThat(second.keySet()).isEqualTo(first.keySet());
        assertThat(second)
                .containsEntry("stats/connections/count", "1")
                .containsEntry("stats/sessions/count", "1")
                .containsEntry("stats/subscriptions/count", "1")
                .containsEntry("uptime", "1");
        world.passes(Duration.ofMillis(800));
        assertThat(reader.takeMessages()).isEmpty();
    }

    @Test
    void countWhatPasses() {
        World world = new Setup().sysIntervalMillis(1_000).start();
        Client reader = world.client("reader").connected();
        reader.subscribe("t", 1);
        Client publisher = world.client("publisher").connected();
        publisher.publish("t", "x", 0);
        publisher.publish("t", "x", 1);
        publisher.publish("t", "x", 2);
        world.passes(Duration.ofSeconds(2));
        reader.takeAll();
        reader.subscribe("$SYS/#", 0);
        assertThat(take(reader))
                .containsEntry("metrics/messages/qos0/received", "1")
                .containsEntry("metrics/messages/qos1/received", "1")
                .containsEntry("metrics/messages/qos2/received", "1")
                .containsEntry("metrics/messages/qos1/sent", "2")
                .containsEntry("stats/messages/inflight/count", "2")
                .containsEntry("metrics/clients/connected", "2")
                .containsEntry("metrics/messages/dropped/queue_full", "0");
    }

    @Test
    void stayAwayIfTheIntervalIsZero() {
        World world = new Setup().start();
        world.passes(Duration.ofSeconds(5));
        Client reader = world.client("reader").connected();
        reader.subscribe("$SYS/#", 0);
        assertThat(reader.takeMessages()).isEmpty();
    }

    @Test
    void areNotAmongTheRetainedMessagesTheyCount() {
        World world = new Setup().sysIntervalMillis(1_000).start();
        world.passes(Duration.ofSeconds(1));
        assertThat(world.node().retained().size()).isZero();
        assertThat(world.node().retained().bytes()).isZero();
        Client publisher = world.client("publisher").connected();
        publisher.publish(Publishing.of("a", "x").retained());
        publisher.publish(Publishing.of("b", "x").retained());
        publisher.publish(Publishing.of("a", "").retained());
        world.passes(Duration.ofSeconds(1));
        Client reader = world.client("reader").connected();
        reader.subscribe("$SYS/#", 0);
        assertThat(take(reader)).containsEntry("stats/retained/count", "1");
    }

    @Test
    void neitherTakeClientsTheirPlacesNorLackOneThemselves() {
        World world = new Setup().sysIntervalMillis(1_000).retainedMessages(1).start();
        world.passes(Duration.ofSeconds(1));
        Client client = world.client("client").connected();
        assertThat(client.publish(Publishing.of("a", "x").qos(1).retained()))
                .isEqualTo(ReasonCode.NO_MATCHING_SUBSCRIBERS);
        assertThat(client.publish(Publishing.of("b", "x").qos(1).retained())).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
        world.passes(Duration.ofSeconds(1));
        client.subscribe("$SYS/#", 0);
        assertThat(take(client)).containsEntry("stats/retained/count", "1").containsEntry("uptime", "1");
        assertThat(world.dropped(Drop.RETAINED_LIMIT)).isOne();
    }

    private static final Member PEER = new Member("peer", 7, "h:1");

    private static Map<String, String> takeAll(Client reader) {
        Map<String, String> values = new HashMap<>();
        reader.takeMessages().forEach(message -> values.put(message.topic().toString(), Client.text(message)));
        return values;
    }

    private static World clustered(PeerFigures figures) {
        ClusterPorts ports = new ClusterPorts(SubscriptionCensus.NONE, Ownership.ALONE, new PeerBacklog(), figures);
        return new Setup().sysIntervalMillis(1_000).cluster(ports).start();
    }

    @Test
    void ofOtherBrokersAndOfAllTogetherAreSeenAtEachBroker() {
        PeerFigures figures = PeerFigures.ofCluster();
        List<NodeFigures> told = new ArrayList<>();
        figures.onOwn(told::add);
        World world = clustered(figures);
        figures.put(
                PEER, new NodeFigures(2, Map.of("version", "next", "stats/sessions/count", "41", "stats/new", "soon")));
        Client reader = world.client("reader").connected();
        reader.subscribe("$SYS/#", 0);
        world.passes(Duration.ofSeconds(1));
        world.passes(Duration.ofSeconds(1));
        assertThat(takeAll(reader))
                .containsEntry("$SYS/brokers/1/stats/sessions/count", "1")
                .containsEntry("$SYS/brokers/2/stats/sessions/count", "41")
                .containsEntry("$SYS/brokers/2/version", "next")
                .containsEntry("$SYS/cluster/brokers/count", "2")
                .containsEntry("$SYS/cluster/stats/sessions/count", "42")
                .containsEntry("$SYS/cluster/stats/subscriptions/count", "1")
                .doesNotContainKeys("$SYS/cluster/version", "$SYS/cluster/uptime", "$SYS/cluster/stats/new");
        assertThat(told.getLast().nodeId()).isOne();
        assertThat(told.getLast().values()).containsEntry("stats/sessions/count", "1");
    }

    @Test
    void ofABrokerThatHasLeftAreCleared() {
        PeerFigures figures = PeerFigures.ofCluster();
        World world = clustered(figures);
        figures.put(PEER, new NodeFigures(2, Map.of("stats/sessions/count", "41")));
        world.passes(Duration.ofSeconds(1));
        Client reader = world.client("reader").connected();
        reader.subscribe("$SYS/#", 0);
        assertThat(takeAll(reader)).containsEntry("$SYS/brokers/2/stats/sessions/count", "41");
        figures.remove(PEER);
        world.passes(Duration.ofSeconds(1));
        assertThat(takeAll(reader))
                .containsEntry("$SYS/brokers/2/stats/sessions/count", "")
                .containsEntry("$SYS/cluster/brokers/count", "1");
        Client late = world.client("late").connected();
        late.subscribe("$SYS/brokers/2/#", 0);
        assertThat(late.takeMessages()).isEmpty();
    }

    @Test
    void ofABrokerWithTheSameNumberAreInTheSumsAlone() {
        PeerFigures figures = PeerFigures.ofCluster();
        World world = clustered(figures);
        figures.put(PEER, new NodeFigures(1, Map.of("version", "other", "stats/sessions/count", "41")));
        world.passes(Duration.ofSeconds(2));
        Client reader = world.client("reader").connected();
        reader.subscribe("$SYS/#", 0);
        assertThat(takeAll(reader))
                .containsEntry("$SYS/brokers/1/version", "test")
                .containsEntry("$SYS/cluster/stats/sessions/count", "41");
    }

    @Test
    void areNotMatchedByAWildcardAtTheTop() { // [MQTT-4.7.2-1]
        World world = new Setup().sysIntervalMillis(1_000).start();
        world.passes(Duration.ofSeconds(1));
        Client reader = world.client("reader").connected();
        reader.subscribe("#", 0);
        reader.subscribe("+/brokers/#", 0);
        world.passes(Duration.ofSeconds(2));
        assertThat(reader.takeMessages()).isEmpty();
    }
}
