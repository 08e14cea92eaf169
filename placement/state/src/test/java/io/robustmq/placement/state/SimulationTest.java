package io.robustmq.placement.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.placement.state.command.Command;
import io.robustmq.placement.state.decide.Decision;
import io.robustmq.placement.state.decide.Placement;
import io.robustmq.placement.state.format.BatchCodec;
import io.robustmq.placement.state.format.CommandCodec;
import io.robustmq.placement.state.format.StoredEntries;
import io.robustmq.placement.state.format.StoredImages;
import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.image.ImageBuilder;
import io.robustmq.placement.state.image.Versioned;
import io.robustmq.placement.state.model.Group;
import io.robustmq.placement.state.model.Kind;
import io.robustmq.placement.state.model.Ref;
import io.robustmq.placement.state.model.Replica;
import io.robustmq.placement.state.model.SchemaBinding;
import io.robustmq.placement.state.model.Shard;
import io.robustmq.placement.state.model.Tenant;
import io.robustmq.placement.state.record.RecordBatch;
import io.robustmq.placement.state.testkit.RandomCommands;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Random commands, many of them refused. A second member gets the batches as bytes, a third decides the commands itself, a store
 * gets the changes: all must hold the same in the end, and what is there must hang together after every step.
 */
class SimulationTest {
    @Property(tries = 150)
    void allMembersHoldTheSame(@ForAll long seed) {
        RandomCommands commands = new RandomCommands(seed);
        ClusterImage leader = ClusterImage.EMPTY;
        ClusterImage follower = ClusterImage.EMPTY;
        ClusterImage decider = ClusterImage.EMPTY;
        NavigableMap<byte[], byte[]> store = StoredImages.newStore();
        int accepted = 0;
        for (int step = 0; step < 300; step++) {
            Command command = step == 0 ? new Command.FormCluster("form", "c") : commands.next(leader);
            long now = commands.now();
            Decision decision = Placement.decide(leader, command, now);
            if (decision instanceof Decision.Accepted it) {
                accepted++;
                assertThat(it.reply().revision()).isEqualTo(leader.revision() + 1);
                leader = leader.replay(it.batch());
                RecordBatch received = BatchCodec.decode(BatchCodec.encode(it.batch()));
                follower = follower.replay(received);
                StoredImages.apply(StoredEntries.changesOf(received), store);
                requireWhole(leader);
            }
            Command received = CommandCodec.decode(CommandCodec.encode(command));
            if (Placement.decide(decider, received, now) instanceof Decision.Accepted it) {
                decider = decider.replay(it.batch());
            }
            assertThat(decider.revision()).isEqualTo(leader.revision());
        }
        assertThat(accepted).isGreaterThan(50);
        List<String> expected = StoredImages.lines(leader);
        assertThat(StoredImages.lines(follower)).isEqualTo(expected);
        assertThat(StoredImages.lines(decider)).isEqualTo(expected);
        assertThat(StoredImages.lines(store)).isEqualTo(expected);
        assertThat(StoredImages.lines(StoredImages.image(store))).isEqualTo(expected);
        assertThat(StoredImages.lines(StoredImages.entries(leader, 3, 200))).isEqualTo(expected);
        assertThat(StoredImages.image(store).applied().size())
                .isEqualTo(leader.applied().size());
    }

    /** Commands of one entry are decided on an image that is still in the making, and stored together: nothing may come out otherwise. */
    @Property(tries = 40)
    void decidingTogetherIsDecidingOneByOne(@ForAll long seed) {
        RandomCommands commands = new RandomCommands(seed);
        SplittableRandom random = new SplittableRandom(seed);
        ClusterImage oneByOne = ClusterImage.EMPTY;
        ImageBuilder tip = new ImageBuilder(oneByOne);
        List<RecordBatch> together = new ArrayList<>();
        NavigableMap<byte[], byte[]> store = StoredImages.newStore();
        Map<ClusterImage, List<String>> images = new LinkedHashMap<>();
        for (int step = 0; step < 200; step++) {
            Command command = step == 0 ? new Command.FormCluster("form", "c") : commands.next(oneByOne);
            long now = commands.now();
            Decision decision = Placement.decide(oneByOne, command, now);
            assertThat(Placement.decide(tip.view(), command, now)).isEqualTo(decision);
            if (decision instanceof Decision.Accepted it) {
                oneByOne = oneByOne.replay(it.batch());
                tip.replay(it.batch());
                together.add(it.batch());
            }
            if (!together.isEmpty() && random.nextInt(8) == 0) {
                images.put(tip.build(), StoredImages.lines(oneByOne));
                tip = random.nextBoolean() ? tip : new ImageBuilder(tip.build());
                StoredImages.apply(StoredEntries.changesOf(together), store);
                assertThat(StoredImages.lines(store)).isEqualTo(StoredImages.lines(oneByOne));
                together.clear();
            }
        }
        images.forEach((image, then) ->
                assertThat(StoredImages.lines(image)).as("never changed since").isEqualTo(then));
    }

    private static void requireWhole(ClusterImage image) {
        for (Group group : image.groups()) {
            Set<String> nodes = new HashSet<>();
            group.replicas().forEach(replica -> {
                assertThat(nodes.add(replica.nodeId())).isTrue();
                assertThat(image.node(replica.nodeId())).isPresent();
            });
            assertThat(group.nodes(Replica.Role.VOTER).size()).isGreaterThanOrEqualTo(group.replicationFactor());
            assertThat(group.preferredLeader().isEmpty() || group.isVoter(group.preferredLeader()))
                    .isTrue();
            assertThat(group.groupId()).isLessThan(image.nextGroupId());
        }
        for (Shard shard : image.shards()) {
            assertThat(image.group(shard.groupId())).isPresent();
        }
        image.entities().iterator().forEachRemaining(item -> {
            Versioned versioned = item.value();
            assertThat(versioned.version()).isLessThanOrEqualTo(image.revision());
            Ref ref = item.key();
            assertThat(!ref.kind().ofTenant()
                            || ref.tenant().equals(Tenant.DEFAULT)
                            || image.find(Ref.of(Kind.TENANT, ref.tenant())) != null)
                    .isTrue();
            if (versioned.entity() instanceof SchemaBinding binding) {
                assertThat(image.find(new Ref(Kind.SCHEMA, binding.tenant(), binding.schema())))
                        .isNotNull();
            }
        });
    }
}
