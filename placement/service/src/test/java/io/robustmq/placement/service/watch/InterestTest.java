package io.robustmq.placement.service.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.placement.state.command.Change;
import io.robustmq.placement.state.command.Command;
import io.robustmq.placement.state.decide.Decision;
import io.robustmq.placement.state.decide.Placement;
import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.image.PersistentMap;
import io.robustmq.placement.state.image.Versioned;
import io.robustmq.placement.state.model.ConfigEntry;
import io.robustmq.placement.state.model.ConfigValue;
import io.robustmq.placement.state.model.Kind;
import io.robustmq.placement.state.model.Ref;
import io.robustmq.placement.state.model.Resource;
import io.robustmq.placement.state.model.Tenant;
import io.robustmq.placement.state.model.User;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InterestTest {

    private static final ClusterImage IMAGE = image();

    private static ClusterImage image() {
        ClusterImage image = after(ClusterImage.EMPTY, new Command.FormCluster("form", "cluster"));
        for (String tenant : List.of("aa", "b", "bb")) {
            image = put(image, new Tenant(tenant, "", 0, 0, 0, 0, 0));
            for (String name : List.of("alice", "bob", "zoe")) {
                image = put(image, new User(tenant, name, "", "", false));
            }
        }
        return put(image, new ConfigEntry("a.key", new ConfigValue.OfInteger(1)));
    }

    private static ClusterImage put(ClusterImage image, Resource resource) {
        return after(image, new Command.Write("key" + image.revision(), List.of(Change.Put.of(resource))));
    }

    private static ClusterImage after(ClusterImage image, Command command) {
        return image.replay(((Decision.Accepted) Placement.decide(image, command, 1_000)).batch());
    }

    static List<Interest> interests() {
        return List.of(
                new Interest(Set.of(), ""),
                new Interest(Set.of(), "b"),
                new Interest(Set.of(Kind.USER), ""),
                new Interest(Set.of(Kind.USER), "b"),
                new Interest(Set.of(Kind.USER), "none"),
                new Interest(Set.of(Kind.USER, Kind.CONFIG), "bb"),
                new Interest(Set.of(Kind.SCHEMA_BINDING), ""),
                new Interest(Set.of(Kind.NODE, Kind.TENANT), "aa"));
    }

    @ParameterizedTest
    @MethodSource("interests")
    void aSnapshotHasInOrderWhatIsCovered(Interest interest) {
        List<Versioned> all = new ArrayList<>();
        IMAGE.entities().iterator().forEachRemaining(item -> all.add(item.value()));
        assertThat(in(IMAGE, interest, Interest.FIRST))
                .toIterable()
                .containsExactlyElementsOf(all.stream()
                        .filter(item -> interest.covers(item.entity().ref()))
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("interests")
    void aSnapshotGoesOnFromAnyPlace(Interest interest) {
        IMAGE.entities().iterator().forEachRemaining(place -> {
            List<Versioned> rest = new ArrayList<>();
            IMAGE.entities().iteratorFrom(place.key()).forEachRemaining(item -> {
                if (interest.covers(item.key())) {
                    rest.add(item.value());
                }
            });
            assertThat(in(IMAGE, interest, place.key())).toIterable().containsExactlyElementsOf(rest);
        });
    }

    private static Iterator<Versioned> in(ClusterImage image, Interest interest, Ref start) {
        Iterator<PersistentMap.Item<Ref, Versioned>> items =
                interest.in(start, image.entities()::iteratorFrom, PersistentMap.Item::key);
        List<Versioned> values = new ArrayList<>();
        items.forEachRemaining(item -> values.add(item.value()));
        return values.iterator();
    }

    /** All watchers share a thread: what one is not about must not cost the others time. */
    @Test
    void aSnapshotOfOneKindPassesOverNothingElse() {
        ClusterImage large = IMAGE;
        for (int i = 0; i < 2_000; i++) {
            large = put(large, new ConfigEntry("key" + i, new ConfigValue.OfInteger(i)));
        }
        ClusterImage image = large;
        int[] seen = {0};
        Iterator<PersistentMap.Item<Ref, Versioned>> users = new Interest(Set.of(Kind.USER), "")
                .in(Interest.FIRST, start -> counted(image, start, seen), PersistentMap.Item::key);
        assertThat(users).toIterable().hasSize(9);
        assertThat(seen[0]).as("entries looked at").isLessThanOrEqualTo(10); // and one to see that it is the end
    }

    private static Iterator<PersistentMap.Item<Ref, Versioned>> counted(ClusterImage image, Ref start, int[] seen) {
        Iterator<PersistentMap.Item<Ref, Versioned>> all = image.entities().iteratorFrom(start);
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return all.hasNext();
            }

            @Override
            public PersistentMap.Item<Ref, Versioned> next() {
                seen[0]++;
                return all.next();
            }
        };
    }

    @Test
    void coversByKindAndTenant() {
        assertThat(in(IMAGE, new Interest(Set.of(Kind.USER), "b"), Interest.FIRST))
                .toIterable()
                .extracting(item -> item.entity().ref().name())
                .containsExactly("alice", "bob", "zoe");
        assertThat(in(IMAGE, new Interest(Set.of(), "none"), Interest.FIRST))
                .toIterable()
                .extracting(item -> item.entity().ref().kind())
                .containsExactly(Kind.CONFIG, Kind.TENANT, Kind.TENANT, Kind.TENANT);
    }
}
