package io.robustmq.broker.core.lane;

import static io.robustmq.broker.core.world.Connecting.cleanly;
import static io.robustmq.broker.core.world.Connecting.resuming;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.world.Client;
import io.robustmq.broker.core.world.Connecting;
import io.robustmq.broker.core.world.Setup;
import io.robustmq.broker.core.world.World;
import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.mqtt.packet.ConnAck;
import io.robustmq.broker.mqtt.packet.Disconnect;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How long a session lives, and what is left of it. */
class SessionLifeTest {
    private final World world = new Setup().start();
    private final Client client = world.client("client");

    private static Disconnect expiringIn(long seconds) {
        return new Disconnect(ReasonCode.SUCCESS, seconds, null, List.of(), null);
    }

    @Test
    void withoutExpiryASessionEndsWithItsConnection() { // MQTT 5.0 §3.1.2.11.2
        client.connected(resuming()).subscribe("t", 1);
        client.drop();
        assertThat(world.gauges()).isEqualTo(World.ALL_GAUGES_ZERO);
        assertThat(client.connect(resuming()).sessionPresent()).isFalse();
    }

    @Test
    void aSessionOutlivesItsConnectionByItsExpiryAndNoLonger() {
        client.connected(resuming().expiry(10)).subscribe("t", 1);
        client.drop();
        world.passes(Duration.ofSeconds(9));
        assertThat(client.connect(resuming().expiry(10)).sessionPresent()).isTrue();
        client.drop();
        world.passes(Duration.ofMillis(10_300));
        assertThat(world.gauges()).isEqualTo(World.ALL_GAUGES_ZERO);
        assertThat(world.count(c -> c.sessionsExpired)).isOne();
        assertThat(client.connect(resuming()).sessionPresent()).isFalse();
    }

    @Test
    void theClockStandsStillWhileTheClientIsThere() {
        client.connected(resuming().expiry(10));
        world.passes(Duration.ofSeconds(30));
        client.pingIsAnswered();
        client.drop();
        world.passes(Duration.ofSeconds(9));
        assertThat(client.connect(resuming()).sessionPresent()).isTrue();
    }

    @Test
    void aSessionThatNeverExpiresIsThereAfterAYear() {
        client.connected(resuming().neverExpiring());
        client.drop();
        for (int day = 0; day < 365; day++) {
            world.jumps(Duration.ofDays(1));
        }
        assertThat(client.connect(resuming()).sessionPresent()).isTrue();
    }

    @Test
    void anExpiryFurtherAwayThanTheTimerWheelIsMetInTime() {
        client.connected(resuming().expiry(3_600));
        client.drop();
        world.passes(Duration.ofMinutes(59));
        assertThat(world.count(c -> c.sessions)).isOne();
        world.passes(Duration.ofSeconds(61));
        assertThat(world.count(c -> c.sessions)).isZero();
    }

    @Test
    void theServersMaximumIsGrantedAndSaid() { // [MQTT-3.2.2.3.2]
        World strict = new Setup().maximumSessionExpirySeconds(60).start();
        Client greedy = strict.client("greedy");
        ConnAck answer = greedy.connect(resuming().neverExpiring());
        assertThat(answer.properties().sessionExpiryIntervalSeconds()).isEqualTo(60);
        greedy.drop();
        strict.passes(Duration.ofSeconds(61));
        assertThat(strict.count(c -> c.sessions)).isZero();

        Client old = strict.client("old").speaks(ProtocolVersion.V3_1_1).connected(resuming());
        old.disconnect();
        strict.passes(Duration.ofSeconds(59));
        assertThat(strict.count(c -> c.sessions)).isOne();
        strict.passes(Duration.ofSeconds(2));
        assertThat(strict.count(c -> c.sessions)).isZero();
    }

    @Test
    void disconnectMayChangeTheExpiry() {
        client.connected(resuming().expiry(10));
        client.disconnect(expiringIn(100));
        world.passes(Duration.ofSeconds(99));
        assertThat(client.connect(resuming().expiry(10)).sessionPresent()).isTrue();
        client.disconnect(expiringIn(0));
        assertThat(world.gauges()).isEqualTo(World.ALL_GAUGES_ZERO);
    }

    @Test
    void disconnectMayNotGiveALifeToASessionWithoutOne() { // MQTT 5.0 §3.14.2.2.2
        client.connected(cleanly());
        client.send(expiringIn(5));
        assertThat(client.dismissal()).isEqualTo(ReasonCode.PROTOCOL_ERROR);
        assertThat(world.count(c -> c.sessions)).isZero();
    }

    @Test
    void oneSessionMoreThanAllowedIsRefused() {
        World small = new Setup().sessions(2).start();
        small.client("a").connected(resuming().expiry(60)).drop();
        small.client("b").connected();
        Client third = small.client("c");
        assertThat(third.connect(cleanly()).reason()).isEqualTo(ReasonCode.QUOTA_EXCEEDED);
        assertThat(third.isClosed()).isTrue();
        assertThat(small.client("a").connect(cleanly()).reason()).isEqualTo(ReasonCode.SUCCESS);
        small.client("b").connected().disconnect();
        assertThat(third.connect(cleanly()).reason()).isEqualTo(ReasonCode.SUCCESS);
    }

    @Test
    void oneSubscriptionMoreThanAllowedIsRefused() {
        World small = new Setup().subscriptions(2).start();
        Client a = small.client("a").connected();
        a.subscribe("1", 0);
        a.subscribe("2", 0);
        assertThat(a.subscribe("3", 0)).containsExactly(ReasonCode.QUOTA_EXCEEDED);
        assertThat(small.count(c -> c.subscriptionsRefusedBecause(ReasonCode.QUOTA_EXCEEDED)))
                .isEqualTo(1);
        assertThat(a.subscribe("2", 1)).containsExactly(ReasonCode.GRANTED_QOS_1);
        a.unsubscribe("1");
        assertThat(a.subscribe("3", 0)).containsExactly(ReasonCode.SUCCESS);
        assertThat(small.count(c -> c.subscriptions)).isEqualTo(2);
    }

    @Test
    void clientsWithoutAnIdGetOneEachAndAreToldIt() { // [MQTT-3.1.3-6] [MQTT-3.1.3-7] [MQTT-3.2.2-16]
        Client first = world.client("");
        Client second = world.client("");
        String one = first.connect(cleanly().expiry(60)).properties().assignedClientId();
        String two = second.connect(cleanly()).properties().assignedClientId();
        assertThat(one).isNotBlank().isNotEqualTo(two);
        assertThat(world.count(c -> c.connections)).isEqualTo(2);
        first.drop();
        assertThat(world.client(one).connect(resuming()).sessionPresent()).isTrue();
    }

    @Test
    void beforeVersion5AnEmptyIdNeedsACleanSession() { // [MQTT3-3.1.3-7] [MQTT3-3.1.3-8]
        Client old = world.client("").speaks(ProtocolVersion.V3_1_1);
        assertThat(old.connect(resuming()).reason()).isEqualTo(ReasonCode.CLIENT_IDENTIFIER_NOT_VALID);
        assertThat(old.isClosed()).isTrue();
        assertThat(old.connect(cleanly()).reason()).isEqualTo(ReasonCode.SUCCESS);
        Client oldest = world.client("").speaks(ProtocolVersion.V3_1);
        assertThat(oldest.connect(cleanly()).reason()).isEqualTo(ReasonCode.CLIENT_IDENTIFIER_NOT_VALID);
    }

    @Test
    void gaugesGoBackToZeroFromEveryKindOfEnd() {
        for (Connecting how :
                List.of(cleanly(), resuming().expiry(1), resuming().expiry(5))) {
            client.connected(how).subscribe("t", 2);
            client.subscribe("$share/g/t", 1);
            client.publish("t", "1", 2);
            client.drop();
            client.connected(how).publish("t", "2", 1);
            client.disconnect();
        }
        world.passes(Duration.ofSeconds(6));
        assertThat(world.gauges()).isEqualTo(World.ALL_GAUGES_ZERO);
        assertThat(world.node().subscriptions().tree().size()).isZero();
    }
}
