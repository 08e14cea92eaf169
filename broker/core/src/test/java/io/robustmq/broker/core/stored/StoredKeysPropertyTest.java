package io.robustmq.broker.core.stored;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.mqtt.topic.TopicName;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Each fact has a key of its own, and a range holds what it says and nothing else. */
class StoredKeysPropertyTest {

    /** A fact's kind, whose it is, and which of its client's: all that a key depends on. */
    record Name(StoredKind kind, String client, TopicFilter filter, int packetId) {
        byte[] key() {
            return switch (kind) {
                case SESSION -> StoredKeys.session(client);
                case SUBSCRIPTION -> StoredKeys.subscription(client, filter);
                case POSITION -> StoredKeys.position(client);
                case REPLAY -> StoredKeys.replay(client, filter);
                case SENT -> StoredKeys.sent(client, packetId);
                case RECEIVED -> StoredKeys.received(client, packetId);
                case RETAINED -> StoredKeys.retained(TopicName.of("t" + packetId));
                case WILL -> StoredKeys.will(client, packetId);
                case GROUP -> StoredKeys.group(filter);
            };
        }

        boolean isSameAs(Name other) {
            return kind == other.kind
                    && switch (kind) {
                        case SESSION, POSITION -> client.equals(other.client);
                        case SUBSCRIPTION, REPLAY -> client.equals(other.client) && filter.equals(other.filter);
                        case SENT, RECEIVED, WILL -> client.equals(other.client) && packetId == other.packetId;
                        case RETAINED -> packetId == other.packetId;
                        case GROUP -> filter.equals(other.filter);
                    };
        }
    }

    private static boolean holds(KeyRange range, byte[] key) {
        return Arrays.compareUnsigned(range.from(), key) <= 0 && Arrays.compareUnsigned(key, range.to()) < 0;
    }

    @Property(tries = 5000)
    void twoFactsHaveOneKeyOnlyIfTheyAreTheSame(@ForAll("names") Name one, @ForAll("names") Name two) {
        assertThat(Arrays.equals(one.key(), two.key())).isEqualTo(one.isSameAs(two));
    }

    @Property(tries = 2000)
    void aKeyIsNoLongerThanStorageAllows(@ForAll("names") Name name) {
        assertThat(name.key()).hasSizeBetween(2, 403);
    }

    @Property(tries = 2000)
    void theRangeOfAKindHoldsItsKeysAndNoOthers(@ForAll StoredKind kind, @ForAll("names") Name name) {
        assertThat(holds(StoredKeys.all(kind), name.key())).isEqualTo(name.kind == kind);
    }

    @Property(tries = 5000)
    void theRangeOfAClientHoldsItsKeysAndNoOthers(
            @ForAll("clientKinds") StoredKind kind, @ForAll("clients") String client, @ForAll("names") Name name) {
        assertThat(holds(StoredKeys.ofClient(kind, client), name.key()))
                .isEqualTo(name.kind == kind && name.client.equals(client));
    }

    @Property(tries = 5000)
    void whatGoesWithASessionIsAllOfItsClientAndNothingElse(
            @ForAll("clients") String client, @ForAll("names") Name name) {
        List<KeyRange> ranges = StoredKeys.ofClient(client);
        assertThat(ranges.stream().anyMatch(range -> holds(range, name.key())))
                .isEqualTo(name.kind.isOfClients() && name.client.equals(client));
    }

    @Property(tries = 2000)
    void packetIdsAreInTheirOrder(
            @ForAll("clients") String client, @ForAll("packetIds") int one, @ForAll("packetIds") int two) {
        assertThat(Integer.signum(Arrays.compareUnsigned(StoredKeys.sent(client, one), StoredKeys.sent(client, two))))
                .isEqualTo(Integer.compare(one, two));
    }

    @Property(tries = 2000)
    void retainedTopicsAreInTheOrderOfTheirBytesAndLongOnesBehind(
            @ForAll("topics") TopicName one, @ForAll("topics") TopicName two) {
        boolean oneIsLong = one.utf8().length > 200;
        boolean twoIsLong = two.utf8().length > 200;
        int order = Arrays.compareUnsigned(StoredKeys.retained(one), StoredKeys.retained(two));
        if (oneIsLong != twoIsLong) {
            assertThat(order > 0).isEqualTo(oneIsLong);
        } else if (oneIsLong) {
            assertThat(order == 0).isEqualTo(one.equals(two));
        } else {
            assertThat(Integer.signum(order)).isEqualTo(Integer.signum(Arrays.compareUnsigned(one.utf8(), two.utf8())));
        }
    }

    @Property(tries = 2000)
    void thePageBehindAKeyHoldsTheLaterKeysOnly(@ForAll("names") Name last, @ForAll("names") Name name) {
        KeyRange all = StoredKeys.all(last.kind);
        boolean isLater = Arrays.compareUnsigned(name.key(), last.key()) > 0;
        assertThat(holds(all.behind(last.key()), name.key())).isEqualTo(holds(all, name.key()) && isLater);
    }

    @Provide
    Arbitrary<StoredKind> clientKinds() {
        return Arbitraries.of(StoredKind.class).filter(StoredKind::isOfClients);
    }

    /** Few, so that they often meet, and each the beginning of some others. */
    @Provide
    Arbitrary<String> clients() {
        Arbitrary<String> small =
                Arbitraries.strings().withChars("a\u0000\u0001é").ofMaxLength(3);
        Arbitrary<String> large = Arbitraries.of(199, 200, 201, 202, 65_535).map("a"::repeat);
        return Arbitraries.oneOf(small, large);
    }

    @Provide
    Arbitrary<TopicName> topics() {
        return Facts.topics();
    }

    @Provide
    Arbitrary<Integer> packetIds() {
        return Arbitraries.integers().between(1, 65_535);
    }

    @Provide
    Arbitrary<Name> names() {
        return Combinators.combine(
                        Arbitraries.of(StoredKind.class),
                        clients(),
                        Arbitraries.oneOf(Facts.filters(), Facts.shareFilters()),
                        Arbitraries.of(1, 2, 97, 255, 256, 65_535))
                .as(Name::new);
    }
}
