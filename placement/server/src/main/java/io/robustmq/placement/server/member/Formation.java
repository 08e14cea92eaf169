package io.robustmq.placement.server.member;

import io.robustmq.placement.api.v1.StatusResponse;
import io.robustmq.placement.server.config.Peers;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * What a member with an empty folder becomes. It never forms a cluster where there may be one:
 *
 * <pre>
 *   one of the others belongs to a cluster ──► joins it
 *   all others say that they are empty     ──► the one with the lowest number forms a cluster; the others wait for it
 *   one of the others does not answer      ──► waits, unless told to bootstrap
 *   there are no others                    ──► forms a cluster
 * </pre>
 */
public final class Formation {

    private static final Logger LOG = Logger.getLogger("io.robustmq.placement");
    private static final long PAUSE_MILLIS = 500;

    private final Peers peers;
    private final boolean bootstrap;
    private final Function<String, Optional<StatusResponse>> ask;
    private final CountDownLatch stopped = new CountDownLatch(1);

    public Formation(Peers peers, boolean bootstrap) {
        this(peers, bootstrap, PeerCalls::status);
    }

    /** @param ask an address for its status; empty if it does not answer */
    Formation(Peers peers, boolean bootstrap, Function<String, Optional<StatusResponse>> ask) {
        this.peers = peers;
        this.bootstrap = bootstrap;
        this.ask = ask;
    }

    /** What the folder says, or what comes of asking the others, written to the folder. Empty if stopped before. */
    public Optional<Identity> identify(Path folder) throws InterruptedException {
        Optional<Identity> known = Identity.read(folder, peers.self());
        if (known.isPresent()) {
            return known;
        }
        Optional<Identity> decided = decide();
        boolean waiting = false;
        while (decided.isEmpty()) {
            if (!waiting) {
                LOG.info("the data folder is empty; waiting until all of cluster.members answer, or one has a cluster");
                waiting = true;
            }
            if (stopped.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                return Optional.empty();
            }
            decided = decide();
        }
        decided.get().write(folder);
        return decided;
    }

    /** Asks once. Empty as long as nothing can be done. */
    Optional<Identity> decide() {
        List<Optional<StatusResponse>> answers =
                peers.others().stream().map(peer -> ask.apply(peer.address())).toList();
        Set<String> logs = new HashSet<>();
        answers.forEach(answer ->
                answer.map(StatusResponse::getLogId).filter(id -> !id.isEmpty()).ifPresent(logs::add));
        if (logs.size() > 1) {
            LOG.error("cluster.members belong to different clusters: " + logs + "; this member joins none");
            return Optional.empty();
        }
        if (logs.size() == 1) {
            return Optional.of(Identity.joining(UUID.fromString(logs.iterator().next()), peers.self()));
        }
        boolean allAnswered = answers.stream().allMatch(Optional::isPresent);
        if (peers.isFirst() && (allAnswered || bootstrap)) {
            return Optional.of(Identity.founder(peers.self()));
        }
        return Optional.empty();
    }

    public void stop() {
        stopped.countDown();
    }
}
