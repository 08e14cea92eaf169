package io.robustmq.broker.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.delivery.Fanout;
import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.settings.DurableTopics;
import io.robustmq.broker.core.settings.SharedSettings.Strategy;
import io.robustmq.broker.core.subscription.Recipient;
import io.robustmq.broker.core.subscription.Subscriber;
import io.robustmq.broker.core.subscription.Subscription;
import io.robustmq.broker.core.subscription.Subscriptions;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.mqtt.topic.TopicName;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** From a topic to those who want it, each once, sorted by lane; remembered until a subscription changes it. */
class RouterTest {
    private final Subscriptions subscriptions = new Subscriptions(Strategy.ROUND_ROBIN, new Random(1));
    private final Router router =
            new Router(subscriptions.tree(), 3, Strategy.ROUND_ROBIN, DurableTopics.NONE, 1 << 20);

    /** A session that is never asked to deliver anything. */
    private record Reader(String clientId, int lane) implements Subscriber {
        @Override
        public boolean isOnline() {
            return true;
        }

        @Override
        public boolean isStored() {
            return false;
        }

        @Override
        public boolean isParked() {
            return false;
        }

        @Override
        public int load() {
            return 0;
        }

        @Override
        public void deliver(Message message, Recipient via, long place, @Nullable Fanout fanout) {
            throw new AssertionError("nobody publishes here");
        }
    }

    private Subscription subscribe(Reader reader, String filter) {
        return subscriptions.subscribe(reader, TopicFilter.parse(filter), 0, 1, false, false, false, null);
    }

    private Route route(String topic) {
        return router.route(router.topic(TopicName.of(topic)));
    }

    private static List<String> names(Route route, int lane) {
        return Arrays.stream(route.recipients()[lane])
                .map(recipient -> recipient.subscriber().clientId())
                .sorted()
                .toList();
    }

    @Test
    void sortsSessionsByLane() {
        subscribe(new Reader("a", 0), "t/#");
        subscribe(new Reader("b", 2), "t/1");
        subscribe(new Reader("c", 2), "+/1");
        Route route = route("t/1");
        assertThat(names(route, 0)).containsExactly("a");
        assertThat(names(route, 1)).isEmpty();
        assertThat(names(route, 2)).containsExactly("b", "c");
        assertThat(route.isEmpty()).isFalse();
    }

    @Test
    void namesASessionOnceHoweverManyOfItsFiltersMatch() { // [MQTT-3.3.4-2]
        Reader a = new Reader("a", 1);
        subscribe(a, "#");
        subscribe(a, "t/+");
        subscribe(a, "t/1");
        subscribe(new Reader("b", 1), "#");
        assertThat(names(route("t/1"), 1)).containsExactly("a", "b");
    }

    @Test
    void knowsWhenNobodyWantsATopic() {
        assertThat(route("t/1").isEmpty()).isTrue();
        Subscription only = subscribe(new Reader("a", 1), "t/1");
        assertThat(route("t/1").isEmpty()).isFalse();
        subscriptions.unsubscribe(only);
        assertThat(route("t/1").isEmpty()).isTrue();
    }

    @Test
    void aGroupIsNotNobody() {
        Subscription shared = subscribe(new Reader("a", 1), "$share/g/t/1");
        Route route = route("t/1");
        assertThat(route.isEmpty()).isFalse();
        assertThat(route.groups()).hasSize(1);
        subscriptions.unsubscribe(shared);
        assertThat(route("t/1").isEmpty()).isTrue();
    }

    @Test
    void remembersARouteUntilSomethingThatMatchesChanges() {
        subscribe(new Reader("a", 1), "t/1");
        Route first = route("t/1");
        assertThat(route("t/1")).isSameAs(first);
        subscribe(new Reader("b", 1), "elsewhere/2");
        subscribe(new Reader("c", 0), "t/+");
        Route second = route("t/1");
        assertThat(names(second, 0)).containsExactly("c");
        assertThat(route("t/1")).isSameAs(second);
    }

    @Test
    void theTopicTableForgetsWhatIsNotUsed() {
        TopicTable table = new TopicTable(20_000, name -> new Topic(name, 0, false));
        TopicName used = TopicName.of("used");
        Topic kept = table.get(used);
        Topic once = table.get(TopicName.of("once"));
        for (int i = 0; i < 1_000; i++) {
            table.get(TopicName.of("t/" + i));
            assertThat(table.get(used)).isSameAs(kept);
        }
        assertThat(table.get(TopicName.of("once"))).isNotSameAs(once);
    }

    @Test
    void forgetsTopicsSoonerTheLongerTheirNamesAre() {
        TopicName first = TopicName.of("first");
        Topic known = router.topic(first);
        for (int i = 0; i < 40; i++) { // of 64 KiB, of which 16 have room
            router.topic(TopicName.of(i + "x".repeat(65_000)));
        }
        assertThat(router.topic(first)).isNotSameAs(known);
    }

    @Test
    void forgetsTopicsSoonerTheMoreReceiversTheyHave() {
        for (int i = 0; i < 10_000; i++) { // a route takes 40 KB
            subscribe(new Reader("r" + i, i % 3), "t/#");
        }
        Topic first = router.topic(TopicName.of("t/first"));
        Route known = router.route(first);
        for (int i = 0; i < 60; i++) {
            route("t/" + i);
        }
        assertThat(router.topic(TopicName.of("t/first"))).isNotSameAs(first);
        assertThat(route("t/first").recipients()).isDeepEqualTo(known.recipients());
    }
}
