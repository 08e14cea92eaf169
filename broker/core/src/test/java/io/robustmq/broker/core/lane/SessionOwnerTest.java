package io.robustmq.broker.core.lane;

import static io.robustmq.broker.core.world.Connecting.resuming;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.access.Authorizer;
import io.robustmq.broker.core.access.Identity;
import io.robustmq.broker.core.world.Client;
import io.robustmq.broker.core.world.Setup;
import io.robustmq.broker.core.world.World;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.mqtt.topic.TopicName;
import org.junit.jupiter.api.Test;

/** A session is its user's: neither another user nor yesterday's rules open it. */
class SessionOwnerTest {

    /** Lets everybody do everything, until subscribing is forbidden. */
    private static final class Rules implements Authorizer {
        private boolean forbidden;

        @Override
        public boolean mayPublish(Identity identity, TopicName topic, int qos, boolean retain) {
            return true;
        }

        @Override
        public boolean maySubscribe(Identity identity, TopicFilter filter, int qos) {
            return !forbidden;
        }
    }

    private final Rules rules = new Rules();
    private final World world = new Setup().authorizer(rules).start();
    private final Client publisher = world.client("publisher").connected();

    @Test
    void theSameUserGetsItsSessionBack() {
        leaveASession("alice");
        assertThat(world.client("c").connect(resuming().expiry(60).as("alice")).sessionPresent())
                .isTrue();
    }

    @Test
    void anotherUserWithTheSameClientIdGetsANewSession() {
        leaveASession("alice");
        publisher.publish("secret", "for alice", 1);
        Client bob = world.client("c");
        assertThat(bob.connect(resuming().expiry(60).as("bob")).sessionPresent())
                .isFalse();
        publisher.publish("secret", "for alice again", 1);
        assertThat(bob.takePayloads()).isEmpty();
    }

    @Test
    void anAnonymousClientDoesNotGetAUsersSession() {
        leaveASession("alice");
        assertThat(world.client("c").connect(resuming().expiry(60)).sessionPresent())
                .isFalse();
    }

    @Test
    void aSubscriptionThatIsForbiddenByNowEndsWhenTheClientComesBack() {
        leaveASession("alice");
        rules.forbidden = true;
        Client alice = world.client("c");
        alice.connect(resuming().expiry(60).as("alice"));
        publisher.publish("secret", "too late", 1);
        assertThat(alice.takePayloads()).isEmpty();
        assertThat(world.count(c -> c.subscriptions)).isZero();
    }

    private void leaveASession(String user) {
        Client owner = world.client("c").connected(resuming().expiry(60).as(user));
        owner.subscribe("secret", 1);
        owner.disconnect();
    }
}
