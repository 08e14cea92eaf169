package io.robustmq.placement.server.member;

import io.grpc.StatusRuntimeException;
import io.robustmq.placement.api.v1.StatusResponse;
import io.robustmq.placement.raft.Member;
import io.robustmq.placement.server.config.Peers;
import io.robustmq.placement.server.raft.RaftNode;
import io.robustmq.placement.server.raft.RaftStatus;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Brings this member into the log it has no part in yet: asks the leader to be added as a learner, and to be promoted when it has
 * caught up. Tries until that is done; then writes down that it was, so that a member that was removed later does not come
 * back by itself.
 */
public final class Joiner {

    private static final Logger LOG = Logger.getLogger("io.robustmq.placement");
    private static final long PAUSE_MILLIS = 500;
    private static final long NEXT_STEP_MILLIS = 50; // the last one was done, and this member will hear of it

    private final Peers peers;
    private final Identity identity;
    private final Member self;
    private final boolean asVoter;
    private final RaftNode node;
    private final Path folder;
    private final CountDownLatch stopped = new CountDownLatch(1);

    /** @param asVoter whether it wants to be promoted */
    public Joiner(Peers peers, Identity identity, Member self, boolean asVoter, RaftNode node, Path folder) {
        this.peers = peers;
        this.identity = identity;
        this.self = self;
        this.asVoter = asVoter;
        this.node = node;
        this.folder = folder;
    }

    public void start() {
        Thread.ofPlatform().name("join").daemon().start(this::run);
    }

    public void stop() {
        stopped.countDown();
    }

    /** What is next for a member that has no part in the log yet, or cannot be sure that it has. */
    enum Next {
        BE_ADDED,
        BE_PROMOTED,
        /** It is what it wants to be, by an entry that may not be committed yet. */
        WAIT,
        DONE
    }

    /** @param isSure whether the entry that says so is committed */
    static Next next(RaftStatus.Role role, boolean isSure, boolean asVoter) {
        boolean isThere =
                switch (role) {
                    case LEADER, FOLLOWER, CANDIDATE -> true;
                    case LEARNER -> !asVoter;
                    case OUTSIDER, STOPPED -> false;
                };
        if (isThere) {
            return isSure ? Next.DONE : Next.WAIT;
        }
        return role == RaftStatus.Role.LEARNER ? Next.BE_PROMOTED : Next.BE_ADDED;
    }

    private void run() {
        String said = "";
        String trouble;
        try {
            do {
                RaftStatus status = node.status();
                Next next = next(status.role(), status.membersIndex() <= status.committed(), asVoter);
                if (next == Next.DONE) {
                    identity.joined().write(folder);
                    LOG.info("joined the cluster as " + (asVoter ? "voter" : "learner"));
                    return;
                }
                trouble = step(next);
                if (!trouble.isEmpty() && !trouble.equals(said)) {
                    LOG.info("not in the cluster yet: " + trouble);
                    said = trouble;
                }
            } while (!stopped.await(trouble.isEmpty() ? NEXT_STEP_MILLIS : PAUSE_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return what stood in the way; empty if nothing did */
    private String step(Next next) {
        if (next == Next.WAIT) {
            return "";
        }
        Optional<String> leader = leader();
        if (leader.isEmpty()) {
            return "no leader was found among cluster.members";
        }
        try {
            if (next == Next.BE_PROMOTED) {
                PeerCalls.promote(leader.get(), identity.memberId());
            } else {
                PeerCalls.addLearner(leader.get(), MemberMessages.of(self));
            }
            return "";
        } catch (StatusRuntimeException e) {
            return String.valueOf(e.getStatus().getDescription());
        }
    }

    private Optional<String> leader() {
        for (Peers.Peer peer : peers.others()) {
            Optional<StatusResponse> status = PeerCalls.status(peer.address())
                    .filter(answer -> answer.getLogId().equals(identity.logId().toString()))
                    .filter(answer -> !answer.getLeaderId().isEmpty());
            if (status.isPresent()) {
                return status.get().getMembersList().stream()
                        .map(member -> member.getMember())
                        .filter(member ->
                                member.getMemberId().equals(status.get().getLeaderId()))
                        .map(io.robustmq.placement.api.v1.Member::getClientAddress)
                        .findFirst();
            }
        }
        return Optional.empty();
    }
}
