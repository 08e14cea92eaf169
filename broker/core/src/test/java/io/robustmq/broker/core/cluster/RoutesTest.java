package io.robustmq.broker.core.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.subscription.RemoteBroker;
import io.robustmq.broker.core.subscription.RemoteMembers;
import io.robustmq.broker.core.subscription.SubscriptionTree;
import io.robustmq.broker.core.subscription.Target;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.mqtt.topic.TopicName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** One broker's rows, and what another has of them. */
class RoutesTest {
    private int told;
    private final OwnRoutes own = new OwnRoutes(() -> told++);
    private final SubscriptionTree<Target> tree = new SubscriptionTree<>(new Random(1));
    private final RemoteBroker broker = new RemoteBroker("other", batch -> {});
    private final PeerRoutes peer = new PeerRoutes(broker, tree);

    private static TopicFilter filter(String text) {
        return TopicFilter.parse(text);
    }

    /** As the stream does: changes if they are known, else all. */
    private void sync() {
        own.gather();
        List<RouteChanges> changes = own.since(peer.number());
        if (changes == null) {
            OwnRoutes.Whole whole = own.whole();
            peer.begin();
            int half = whole.rows().size() / 2;
            peer.fill(whole.rows().subList(0, half));
            peer.fill(whole.rows().subList(half, whole.rows().size()));
            peer.complete(whole.number());
        } else {
            changes.forEach(change -> assertThat(peer.change(change)).isTrue());
        }
    }

    private List<Target> match(String topic) {
        List<Target> found = new ArrayList<>();
        tree.match(TopicName.of(topic), found::add);
        return found;
    }

    @Test
    void aFilterIsOneRowHoweverManySessionsHaveIt() {
        own.added(filter("a/+"), false);
        own.added(filter("a/+"), false);
        sync();
        assertThat(own.size()).isOne();
        assertThat(match("a/b")).containsExactly(broker);
        own.removed(filter("a/+"), false);
        sync();
        assertThat(match("a/b")).containsExactly(broker);
        own.removed(filter("a/+"), false);
        sync();
        assertThat(match("a/b")).isEmpty();
        assertThat(own.size()).isZero();
        assertThat(peer.size()).isZero();
    }

    @Test
    void whatComesAndGoesBeforeItIsGatheredIsNoChange() {
        own.gather();
        long number = own.number();
        own.added(filter("x"), false);
        own.removed(filter("x"), false);
        own.gather();
        assertThat(own.number()).isEqualTo(number);
        assertThat(own.size()).isZero();
    }

    @Test
    void tellsOnceUntilItIsGathered() {
        own.added(filter("x"), false);
        own.added(filter("y"), false);
        assertThat(told).isOne();
        own.gather();
        own.added(filter("z"), false);
        assertThat(told).isEqualTo(2);
    }

    @Test
    void membersOfAGroupAreCountedAndTheGroupEnds() {
        own.members(filter("$share/g/t"), () -> 2);
        sync();
        assertThat(match("t")).singleElement().isInstanceOfSatisfying(RemoteMembers.class, members -> {
            assertThat(members.online()).isEqualTo(2);
            assertThat(members.filter()).isEqualTo(filter("$share/g/t"));
        });
        own.members(filter("$share/g/t"), () -> 0);
        sync();
        assertThat(match("t")).singleElement().isInstanceOfSatisfying(RemoteMembers.class, members -> assertThat(
                        members.online())
                .isZero());
        own.ended(filter("$share/g/t"));
        sync();
        assertThat(match("t")).isEmpty();
    }

    private static void copy(OwnRoutes from, PeerRoutes to) {
        from.gather();
        to.begin();
        to.fill(from.whole().rows());
        to.complete(from.number());
    }

    @Test
    void storedSessionsAndOthersAreApartInOneRow() {
        OwnRoutes shared = new OwnRoutes(() -> {}, true);
        shared.added(filter("t"), true);
        copy(shared, peer);
        assertThat(match("t")).containsExactly(broker.store());
        shared.added(filter("t"), false);
        copy(shared, peer);
        assertThat(match("t")).containsExactlyInAnyOrder(broker, broker.store());
        shared.removed(filter("t"), true);
        copy(shared, peer);
        assertThat(match("t")).containsExactly(broker);
        peer.close();
        assertThat(tree.size()).isZero();
    }

    @Test
    void aStoredSessionThatMovesCountsForAWhile() {
        OwnRoutes shared = new OwnRoutes(() -> {}, true);
        AtomicInteger over = new AtomicInteger();
        shared.added(filter("t"), true);
        shared.moved(filter("t"), true, over::incrementAndGet);
        shared.added(filter("u"), false);
        shared.moved(filter("u"), false, () -> {});
        for (int tick = 0; tick < 500; tick++) {
            shared.onTick();
        }
        copy(shared, peer);
        assertThat(match("t")).containsExactly(broker.store());
        assertThat(match("u")).isEmpty();
        assertThat(over).hasValue(0);
        for (int tick = 0; tick < 200; tick++) {
            shared.onTick();
        }
        copy(shared, peer);
        assertThat(match("t")).isEmpty();
        assertThat(shared.size()).isZero();
        assertThat(over).hasValue(1);
    }

    @Test
    void whereStorageIsNotSharedStoredSessionsGetWhatPasses() {
        own.added(filter("t"), true);
        sync();
        assertThat(match("t")).containsExactly(broker);
    }

    @Test
    void aChangeThatIsMissingIsNoticed() {
        sync();
        own.added(filter("a"), false);
        own.gather();
        own.added(filter("b"), false);
        own.gather();
        List<RouteChanges> changes = own.since(peer.number());
        assertThat(changes).hasSize(2);
        assertThat(peer.change(changes.get(1))).isFalse();
        assertThat(match("b")).isEmpty();
    }

    @Test
    void wholeRowsTakeAwayWhatIsGone() {
        own.added(filter("a"), false);
        own.added(filter("b"), false);
        sync();
        OwnRoutes later = new OwnRoutes(() -> {});
        later.added(filter("b"), false);
        later.added(filter("c"), false);
        later.gather();
        peer.begin();
        assertThat(match("a")).as("until it is known to be gone").containsExactly(broker);
        peer.fill(later.whole().rows());
        peer.complete(later.number());
        assertThat(match("a")).isEmpty();
        assertThat(match("b")).containsExactly(broker);
        assertThat(match("c")).containsExactly(broker);
    }

    @Test
    void nothingIsLeftOfABrokerThatIsGone() {
        own.added(filter("a/#"), false);
        own.members(filter("$share/g/a/#"), () -> 1);
        sync();
        peer.close();
        assertThat(match("a/b")).isEmpty();
        assertThat(tree.size()).isZero();
        peer.fill(List.of(new RouteRow(filter("late"), 1)));
        assertThat(match("late")).isEmpty();
    }

    @RepeatedTest(20)
    void endsUpWithTheSameWhateverHappens(RepetitionInfo repetition) {
        Random chance = new Random(repetition.getCurrentRepetition());
        Map<String, Integer> sessions = new TreeMap<>();
        for (int step = 0; step < 2_000; step++) {
            String text = "f/" + chance.nextInt(40);
            int have = sessions.getOrDefault(text, 0);
            if (have > 0 && chance.nextBoolean()) {
                sessions.put(text, have - 1);
                own.removed(filter(text), false);
            } else {
                sessions.put(text, have + 1);
                own.added(filter(text), false);
            }
            switch (chance.nextInt(10)) {
                case 0 -> own.gather();
                case 1 -> sync();
                case 2 -> peer.begin(); // cut off in the middle
                default -> {}
            }
        }
        sync();
        sessions.forEach((text, count) -> assertThat(match(text))
                .as("seed %d: %s", repetition.getCurrentRepetition(), text)
                .hasSize(count > 0 ? 1 : 0));
        assertThat(peer.size()).isEqualTo(own.size());
    }

    @Test
    void manyRowsAreSentInWholeIfTheChangesAreTooMany() {
        sync();
        for (int i = 0; i < 200_000; i++) {
            own.added(filter("device/" + i + "/+"), false);
            if (i % 1_000 == 0) {
                own.gather();
            }
        }
        own.gather();
        assertThat(own.since(peer.number())).isNull();
        sync();
        assertThat(peer.size()).isEqualTo(200_000);
        assertThat(match("device/77/x")).containsExactly(broker);
    }
}
