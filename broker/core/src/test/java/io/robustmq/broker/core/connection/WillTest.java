package io.robustmq.broker.core.connection;

import static io.robustmq.broker.core.world.Connecting.cleanly;
import static io.robustmq.broker.core.world.Connecting.resuming;
import static io.robustmq.broker.core.world.Connecting.retainedWill;
import static io.robustmq.broker.core.world.Connecting.will;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.access.Authorizer;
import io.robustmq.broker.core.access.Identity;
import io.robustmq.broker.core.world.Client;
import io.robustmq.broker.core.world.Publishing;
import io.robustmq.broker.core.world.Setup;
import io.robustmq.broker.core.world.World;
import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.packet.Disconnect;
import io.robustmq.broker.mqtt.packet.Publish;
import io.robustmq.broker.mqtt.packet.PublishProperties;
import io.robustmq.broker.mqtt.packet.Will;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.mqtt.topic.TopicName;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is published when a client goes without a good-bye, and when. */
class WillTest {
    private final World world = new Setup().start();
    private final Client client = world.client("client");
    private final Client witness = world.client("witness");

    @BeforeEach
    void somebodyListens() {
        witness.acknowledging().connected().subscribe("will/#", 2);
    }

    private static Disconnect saying(ReasonCode reason) {
        return Disconnect.because(reason, null);
    }

    @Test
    void isPublishedWhenTheSocketIsGone() { // [MQTT-3.1.2-8]
        client.connected(cleanly().with(will("will/a", "gone"))).drop();
        Publish seen = witness.take(Publish.class);
        assertThat(Client.text(seen)).isEqualTo("gone");
        assertThat(seen.qos()).isOne();
        assertThat(world.count(c -> c.wills)).isOne();
    }

    @Test
    void isForgottenOnAGoodBye() { // [MQTT-3.1.2-10] [MQTT-3.14.4-3]
        client.connected(resuming().expiry(10).with(will("will/a", "gone"))).disconnect();
        world.passes(Duration.ofSeconds(20));
        assertThat(witness.takePayloads()).isEmpty();
        assertThat(world.count(c -> c.pendingWills)).isZero();
    }

    @Test
    void isPublishedOnAGoodByeThatAsksForIt() { // [MQTT-3.14.2.1] reason code 0x04
        client.connected(cleanly().with(will("will/a", "gone")));
        client.disconnect(saying(ReasonCode.DISCONNECT_WITH_WILL));
        assertThat(witness.takePayloads()).containsExactly("gone");
    }

    @Test
    void isPublishedWhenTheClientIsSilentForOneAndAHalfKeepAlives() { // [MQTT-3.1.2-22]
        client.connected(cleanly().keepAlive(10).with(will("will/a", "gone")));
        world.passes(Duration.ofMillis(14_900));
        assertThat(witness.takePayloads()).isEmpty();
        world.passes(Duration.ofMillis(400));
        assertThat(witness.takePayloads()).containsExactly("gone");
        assertThat(client.dismissal()).isEqualTo(ReasonCode.KEEP_ALIVE_TIMEOUT);
    }

    @Test
    void isPublishedOnAProtocolError() {
        client.connected(cleanly().with(will("will/a", "gone")));
        client.write(new byte[] {0x50, 0});
        world.run();
        assertThat(client.dismissal()).isEqualTo(ReasonCode.MALFORMED_PACKET);
        assertThat(witness.takePayloads()).containsExactly("gone");
    }

    @Test
    void isPublishedOnTakeOver() { // [MQTT-3.1.4-3]
        client.connected(resuming().expiry(60).with(will("will/a", "gone")));
        world.client("client").connected(resuming().expiry(60).with(will("will/a", "second")));
        assertThat(witness.takePayloads()).containsExactly("gone");
    }

    @Test
    void waitsForItsDelay() { // [MQTT-3.1.3.2.2]
        client.connected(resuming().expiry(60).with(will("will/a", "gone", 5))).drop();
        assertThat(world.count(c -> c.pendingWills)).isOne();
        world.passes(Duration.ofMillis(4_900));
        assertThat(witness.takePayloads()).isEmpty();
        world.passes(Duration.ofMillis(400));
        assertThat(witness.takePayloads()).containsExactly("gone");
        assertThat(world.count(c -> c.pendingWills)).isZero();
        world.passes(Duration.ofSeconds(60));
        assertThat(witness.takePayloads()).isEmpty();
    }

    @Test
    void isCancelledWhenTheClientIsBackWithinTheDelay() { // [MQTT-3.1.3-9]
        client.connected(resuming().expiry(60).with(will("will/a", "gone", 5))).drop();
        world.passes(Duration.ofSeconds(3));
        client.connected(resuming().expiry(60));
        assertThat(world.count(c -> c.pendingWills)).isZero();
        world.passes(Duration.ofSeconds(60));
        client.drop();
        world.passes(Duration.ofSeconds(60));
        assertThat(witness.takePayloads()).isEmpty();
    }

    @Test
    void isCancelledByATakeOverWithinTheDelay() {
        client.connected(resuming().expiry(60).with(will("will/a", "gone", 5)));
        world.client("client").connected(resuming().expiry(60));
        world.passes(Duration.ofSeconds(10));
        assertThat(witness.takePayloads()).isEmpty();
    }

    @Test
    void doesNotWaitBeyondTheEndOfTheSession() { // [MQTT-3.1.2-8] the earlier of delay and session end
        client.connected(resuming().expiry(3).with(will("will/a", "gone", 50))).drop();
        world.passes(Duration.ofMillis(2_900));
        assertThat(witness.takePayloads()).isEmpty();
        world.passes(Duration.ofMillis(400));
        assertThat(witness.takePayloads()).containsExactly("gone");
        assertThat(world.count(c -> c.pendingWills)).isZero();
        assertThat(world.count(c -> c.sessions)).isOne();
    }

    @Test
    void doesNotWaitWhenTheSessionEndsAtOnce() {
        client.connected(cleanly().with(will("will/a", "gone", 50))).drop();
        assertThat(witness.takePayloads()).containsExactly("gone");
    }

    @Test
    void isPublishedWhenACleanStartEndsTheSessionWithinTheDelay() {
        client.connected(resuming().expiry(60).with(will("will/a", "gone", 50))).drop();
        client.connected(cleanly());
        assertThat(witness.takePayloads()).containsExactly("gone");
        assertThat(world.count(c -> c.pendingWills)).isZero();
    }

    @Test
    void mayWaitInASessionThatNeverExpires() {
        client.connected(resuming().neverExpiring().with(will("will/a", "gone", 200)));
        client.drop();
        world.passes(Duration.ofSeconds(199));
        assertThat(witness.takePayloads()).isEmpty();
        world.passes(Duration.ofSeconds(2));
        assertThat(witness.takePayloads()).containsExactly("gone");
    }

    @Test
    void withoutPayloadIsAMessageAndDeletesWhatIsRetained() { // [MQTT-3.1.2-15] with [MQTT-3.3.1-6]
        client.connected().publish(Publishing.of("will/a", "old").qos(1).retained());
        client.disconnect();
        witness.takeAll();
        client.connected(cleanly().with(retainedWill("will/a", ""))).drop();
        assertThat(witness.takePayloads()).containsExactly("");
        assertThat(world.node().retained().size()).isZero();
    }

    @Test
    void isRetainedIfItSaysSo() { // [MQTT-3.1.2-15]
        client.connected(cleanly().with(retainedWill("will/a", "gone"))).drop();
        Client late = world.client("late").connected();
        late.subscribe("will/a", 0);
        assertThat(late.take(Publish.class).retain()).isTrue();
    }

    @Test
    void carriesItsPropertiesAndItsExpiryRunsFromItsPublication() {
        PublishProperties properties = Publishing.of("x", "")
                .expiry(10)
                .property("why", "lost")
                .packet()
                .properties();
        byte[] payload = "gone".getBytes(StandardCharsets.UTF_8);
        Will will = new Will(TopicName.of("will/a"), payload, 1, false, 20, properties);
        client.connected(resuming().expiry(60).with(will)).drop();
        world.passes(Duration.ofSeconds(21));
        Publish seen = witness.take(Publish.class);
        assertThat(seen.properties().messageExpiryIntervalSeconds()).isEqualTo(10);
        assertThat(seen.properties().userProperties()).hasSize(1);
    }

    @Test
    void worksBeforeVersion5() { // [MQTT3-3.1.2-8]
        client.speaks(ProtocolVersion.V3_1_1);
        client.connected(cleanly().with(will("will/a", "gone"))).drop();
        assertThat(witness.takePayloads()).containsExactly("gone");
        client.connected(cleanly().with(will("will/a", "gone"))).disconnect();
        assertThat(witness.takePayloads()).isEmpty();
    }

    @Test
    void isRefusedWithTheConnectionIfItsTopicIsNotAllowed() {
        assertThat(client.connect(cleanly().with(will("$SYS/a", "x"))).reason()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
        World strict = new Setup()
                .authorizer(new Authorizer() {
                    @Override
                    public boolean mayPublish(Identity identity, TopicName topic, int qos, boolean retain) {
                        return !topic.toString().startsWith("will/");
                    }

                    @Override
                    public boolean maySubscribe(Identity identity, TopicFilter filter, int qos) {
                        return true;
                    }
                })
                .start();
        Client bold = strict.client("bold");
        assertThat(bold.connect(cleanly().with(will("will/a", "x"))).reason()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
        assertThat(bold.isClosed()).isTrue();
        assertThat(strict.gauges()).isEqualTo(World.ALL_GAUGES_ZERO);
    }

    @Test
    void isRefusedWithTheConnectionIfTheServerDoesNotOfferItsQosOrRetain() { // [MQTT-3.2.2-12] [MQTT-3.2.2-13]
        World poor = new Setup().maximumQos(0).withoutRetain().start();
        Client rich = poor.client("rich");
        assertThat(rich.connect(cleanly().with(will("a", "x"))).reason()).isEqualTo(ReasonCode.QOS_NOT_SUPPORTED);
        Will retained = new Will(TopicName.of("a"), new byte[0], 0, true, 0, PublishProperties.NONE);
        assertThat(rich.connect(cleanly().with(retained)).reason()).isEqualTo(ReasonCode.RETAIN_NOT_SUPPORTED);
    }

    @Test
    void reachesTheClientItselfWhenItIsBack() {
        client.connected(resuming().expiry(60).with(will("will/a", "gone"))).subscribe("will/#", 1);
        client.drop();
        client.connected(resuming().expiry(60));
        assertThat(client.takePayloads()).isEqualTo(List.of("gone"));
    }
}
