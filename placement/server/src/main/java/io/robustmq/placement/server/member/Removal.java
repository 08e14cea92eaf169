package io.robustmq.placement.server.member;

import io.grpc.StatusRuntimeException;
import io.robustmq.placement.api.v1.StatusResponse;
import io.robustmq.placement.raft.Member;
import io.robustmq.placement.server.config.Peers;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whether this member was removed. The log tells a voter that stands for election so, by ending; a learner, or a member that was away, it
 * tells nothing. So the others are asked who the members are, and a majority has to be behind the answer. A member id is of
 * one folder and never comes back, so that one such answer is final.
 */
public final class Removal {

    private final Peers peers;
    private final Path folder;

    public Removal(Peers peers, Path folder) {
        this.peers = peers;
        this.folder = folder;
    }

    /** Whether the folder says so. */
    public boolean isKnown() {
        return Identity.read(folder, peers.self())
                .filter(identity -> identity.origin() == Identity.Origin.REMOVED)
                .isPresent();
    }

    /**
     * Asks, one after the other, those of {@code cluster.members} and those this member last knew as members; takes seconds if none
     * answers. If it was removed, the folder says so from then on.
     */
    public boolean find(List<Member> lastKnown) {
        return Identity.read(folder, peers.self())
                .filter(identity -> find(identity, lastKnown))
                .isPresent();
    }

    private boolean find(Identity identity, List<Member> lastKnown) {
        if (!identity.hadLog()) {
            return false;
        }
        Set<String> addresses = new TreeSet<>();
        peers.others().forEach(peer -> addresses.add(peer.address()));
        lastKnown.stream()
                .filter(member -> !member.id().equals(identity.memberId()))
                .forEach(member -> addresses.add(member.apiAddress()));
        boolean removed = addresses.stream().anyMatch(address -> isUnknownAt(address, identity));
        if (removed) {
            identity.removed().write(folder);
        }
        return removed;
    }

    private static boolean isUnknownAt(String address, Identity identity) {
        try {
            return PeerCalls.status(address)
                            .map(StatusResponse::getLogId)
                            .filter(identity.logId().toString()::equals)
                            .isPresent()
                    && PeerCalls.members(address).stream()
                            .noneMatch(member -> member.getMemberId().equals(identity.memberId()));
        } catch (StatusRuntimeException _) {
            return false;
        }
    }
}
