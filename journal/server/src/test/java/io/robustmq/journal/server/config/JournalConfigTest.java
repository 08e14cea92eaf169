package io.robustmq.journal.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.config.InvalidConfigurationException;
import io.robustmq.config.testkit.MadeUpSources;
import io.robustmq.placement.raft.Member;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is the journal server's own about its settings; how they are read is tested in {@code config}. */
class JournalConfigTest {
    private static final String GROUP = "6f1f6d52-3c1e-4d3c-9a35-0f6f0a4a8e11";

    private static JournalConfig load(String... namesAndValues) {
        return new MadeUpSources<>(JournalProgram.PROGRAM)
                .environment(namesAndValues)
                .load();
    }

    @Test
    void theDefaultsThatOthersRelyOn() {
        JournalConfig config = load("ROBUSTMQ_CLUSTER_GROUPS", GROUP);

        assertThat(config.network().grpcPort()).isEqualTo(1229);
        assertThat(config.network().raftPort()).isEqualTo(1239);
        assertThat(config.network().bindAddress()).isEmpty();
        assertThat(config.management().port()).isEqualTo(9000);
        assertThat(config.segments().durability()).isEqualTo(SegmentsConfig.Durability.QUORUM_FSYNC);
    }

    @Test
    void aListOfServersNamesEachWithItsAddresses() {
        JournalConfig config = load(
                "ROBUSTMQ_CLUSTER_GROUPS", GROUP,
                "ROBUSTMQ_NODE_NODE_ID", "2",
                "ROBUSTMQ_CLUSTER_MEMBERS", "1@10.0.0.1:1229:1239,2@10.0.0.2:1229:1239");

        Servers servers = Servers.of(config, 1229, 1239);
        assertThat(servers.groups()).containsExactly(UUID.fromString(GROUP));
        assertThat(servers.all()).extracting(Member::apiAddress).isEqualTo(List.of("10.0.0.1:1229", "10.0.0.2:1229"));
        assertThat(servers.self()).isEqualTo(servers.all().get(1));
    }

    @Test
    void eitherGroupsAreNamedOrThePlacementCentreIs() {
        assertThat(load("ROBUSTMQ_PLACEMENT_CENTER", "10.0.0.10:1228").placementCenter())
                .contains(List.of("10.0.0.10:1228"));
        assertRefused("must name a group");
        assertRefused(
                "decided by the placement centre",
                "ROBUSTMQ_PLACEMENT_CENTER",
                "10.0.0.10:1228",
                "ROBUSTMQ_CLUSTER_GROUPS",
                GROUP);
    }

    @Test
    void whatCannotBeIsRefused() {
        assertRefused("is no UUID", "ROBUSTMQ_CLUSTER_GROUPS", "one");
        assertRefused(
                "not among them", "ROBUSTMQ_CLUSTER_GROUPS", GROUP, "ROBUSTMQ_CLUSTER_MEMBERS", "2@10.0.0.2:1229:1239");
        assertRefused(
                "twice",
                "ROBUSTMQ_CLUSTER_GROUPS",
                GROUP,
                "ROBUSTMQ_CLUSTER_MEMBERS",
                "1@10.0.0.1:1229:1239,1@10.0.0.2:1229:1239");
        assertRefused(
                "0 is for a server that stands alone",
                "ROBUSTMQ_PLACEMENT_CENTER",
                "10.0.0.10:1228",
                "ROBUSTMQ_NETWORK_GRPC_PORT",
                "0");
    }

    private static void assertRefused(String message, String... namesAndValues) {
        assertThatThrownBy(() -> load(namesAndValues))
                .isInstanceOfSatisfying(InvalidConfigurationException.class, refused -> assertThat(refused.problems())
                        .anySatisfy(problem -> assertThat(problem.toString()).contains(message)));
    }
}
