package io.robustmq.placement.server.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.placement.api.v1.StatusResponse;
import io.robustmq.placement.server.config.Peers;
import io.robustmq.placement.server.disk.StoreException;
import io.robustmq.placement.server.disk.WrongFolderException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FormationTest {

    private static final List<Peers.Peer> THREE =
            List.of(new Peers.Peer(1, "a:1"), new Peers.Peer(2, "b:1"), new Peers.Peer(3, "c:1"));

    @TempDir
    Path folder;

    private final Map<String, Optional<StatusResponse>> answers = new HashMap<>();

    private Formation of(int self, boolean bootstrap) {
        return new Formation(
                new Peers(self, THREE), bootstrap, address -> answers.getOrDefault(address, Optional.empty()));
    }

    private void isEmpty(String... addresses) {
        for (String address : addresses) {
            answers.put(address, Optional.of(StatusResponse.getDefaultInstance()));
        }
    }

    private void belongsTo(UUID log, String address) {
        answers.put(
                address,
                Optional.of(StatusResponse.newBuilder().setLogId(log.toString()).build()));
    }

    @Test
    void aMemberThatStandsAloneFormsACluster() {
        Formation alone = new Formation(new Peers(1, List.of(THREE.getFirst())), false, address -> Optional.empty());
        assertThat(alone.decide()).map(Identity::origin).contains(Identity.Origin.FOUNDING);
    }

    @Test
    void theFirstFormsAClusterOnceAllOthersSayThatTheyAreEmpty() {
        isEmpty("b:1");
        assertThat(of(1, false).decide()).isEmpty();
        isEmpty("c:1");
        assertThat(of(1, false).decide()).map(Identity::origin).contains(Identity.Origin.FOUNDING);
    }

    @Test
    void listsInAnotherOrderMakeNobodyElseTheFirst() {
        isEmpty("a:1", "b:1", "c:1");
        for (int self = 1; self <= 3; self++) {
            Formation formation = new Formation(new Peers(self, THREE.reversed()), false, answers::get);
            assertThat(formation.decide().isPresent()).isEqualTo(self == 1);
        }
    }

    @Test
    void theOthersNeverFormOne() {
        isEmpty("a:1", "c:1");
        assertThat(of(2, false).decide()).isEmpty();
        assertThat(of(2, true).decide()).isEmpty();
    }

    @Test
    void whoeverFindsAClusterJoinsItTheFirstAndTheBootstrappingIncluded() {
        UUID log = UUID.randomUUID();
        belongsTo(log, "c:1");
        assertThat(of(1, true).decide()).hasValueSatisfying(identity -> {
            assertThat(identity.origin()).isEqualTo(Identity.Origin.JOINING);
            assertThat(identity.logId()).isEqualTo(log);
            assertThat(identity.memberId()).matches("1-[0-9a-f]{8}");
        });
    }

    @Test
    void oneThatDoesNotAnswerIsWaitedForUnlessToldToBootstrap() {
        isEmpty("b:1");
        assertThat(of(1, false).decide()).isEmpty();
        assertThat(of(1, true).decide()).map(Identity::origin).contains(Identity.Origin.FOUNDING);
    }

    @Test
    void joinsNoneOfTwoClusters() {
        belongsTo(UUID.randomUUID(), "b:1");
        belongsTo(UUID.randomUUID(), "c:1");
        assertThat(of(1, true).decide()).isEmpty();
    }

    @Test
    void whatTheFolderSaysIsNotAskedAgain() throws InterruptedException {
        isEmpty("b:1", "c:1");
        Identity first = of(1, false).identify(folder).orElseThrow();
        belongsTo(UUID.randomUUID(), "b:1");
        assertThat(of(1, false).identify(folder)).contains(first);
    }

    @Test
    void aFolderThatHasDataAndDoesNotSayWhoseIsRefused() throws Exception {
        assertThat(Identity.read(folder.resolve("not there"), 1)).isEmpty();
        assertThat(Identity.read(folder, 1)).isEmpty();
        Files.createDirectories(folder.resolve("raft").resolve(UUID.randomUUID().toString()));
        assertThatThrownBy(() -> Identity.read(folder, 1))
                .isInstanceOf(StoreException.class)
                .cause()
                .hasMessageContaining("raft and no identity.properties");
    }

    @Test
    void theFolderOfAnotherNodeIsRefused() {
        Identity.founder(2).write(folder);
        assertThatThrownBy(() -> Identity.read(folder, 1))
                .isInstanceOf(WrongFolderException.class)
                .hasMessageContaining("belongs to member 2-")
                .hasMessageContaining("node.node_id");
    }
}
