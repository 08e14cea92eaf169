package io.robustmq.placement.raft;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.SetConfigurationRequest;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.apache.ratis.server.RaftServer;
import org.jspecify.annotations.Nullable;

/**
 * Who is in a group, as one of its members sees it, and at the leader: who is to be, and who is to lead. A change at a time; the caller
 * makes each a step that keeps a majority.
 *
 * <p>Thread-safe. Futures complete on threads of their own ({@link Elsewhere}).
 */
public final class GroupMembers {

    private static final Duration CHANGE_END = Duration.ofMillis(50);

    private final RaftServer server;
    private final RaftServer.Division division;
    private final RaftGroupId group;
    private final Duration requestTimeout;
    private final ClientId client = ClientId.randomId();
    private final AtomicLong calls = new AtomicLong();

    /** @param requestTimeout how long this member may take to step down */
    public GroupMembers(RaftServer server, RaftServer.Division division, RaftGroupId group, Duration requestTimeout) {
        this.server = server;
        this.division = division;
        this.group = group;
        this.requestTimeout = requestTimeout;
    }

    /** The members, in the order of their ids. */
    public List<Member> all() {
        List<Member> members = new ArrayList<>();
        division.getRaftConf()
                .getAllPeers(RaftPeerRole.FOLLOWER)
                .forEach(peer -> members.add(Member.of(peer, Member.Role.VOTER)));
        division.getRaftConf()
                .getAllPeers(RaftPeerRole.LISTENER)
                .forEach(peer -> members.add(Member.of(peer, Member.Role.LEARNER)));
        members.sort(Comparator.comparing(Member::id));
        return members;
    }

    /** Who leads, as far as this member knows. */
    public @Nullable Member leader() {
        RaftPeerId leader = division.getInfo().getLeaderId();
        return leader == null
                ? null
                : all().stream()
                        .filter(member -> member.id().equals(leader.toString()))
                        .findFirst()
                        .orElse(null);
    }

    /** The last entry that each member is known to have committed, by its id. */
    public Map<String, Long> commits() {
        Map<String, Long> commits = new LinkedHashMap<>();
        division.getCommitInfos()
                .forEach(commit -> commits.put(commit.getServer().getId().toStringUtf8(), commit.getCommitIndex()));
        return commits;
    }

    /** For how many milliseconds the leader has heard nothing of each other member, by its id; empty elsewhere. */
    public Map<String, Long> silences() {
        Map<String, Long> silences = new LinkedHashMap<>();
        division.getInfo()
                .getRoleInfoProto()
                .getLeaderInfo()
                .getFollowerInfoList()
                .forEach(follower ->
                        silences.put(follower.getId().getId().toStringUtf8(), follower.getLastRpcElapsedTimeMs()));
        return silences;
    }

    /**
     * Changes who the members are, at the leader.
     *
     * @param before the members as the caller knows them; if they are others, nothing is done
     * @return fails with {@link ChangeRefusedException} or {@link NotLeadingException} if the members are who they were, with {@link
     *     OutcomeUnknownException} if that cannot be told
     */
    public CompletableFuture<Void> change(List<Member> before, List<Member> after) {
        return change(before, peers(after, Member.Role.VOTER), peers(after, Member.Role.LEARNER));
    }

    /**
     * Has the log say that its only member is reached elsewhere than before. The log takes no change of addresses alone, so there
     * are two: another priority, which means nothing where there is one member, and back. Others would keep their connections to
     * the old addresses; there must be none.
     *
     * @return fails as {@link #change} does
     */
    public CompletableFuture<Void> moveAlone(Member to) {
        return change(List.of(to), List.of(to.toPeer(1)), List.of())
                .thenCompose(done -> change(List.of(to), List.of(to.toPeer()), List.of()));
    }

    private CompletableFuture<Void> change(List<Member> before, List<RaftPeer> voters, List<RaftPeer> learners) {
        SetConfigurationRequest.Arguments arguments = SetConfigurationRequest.Arguments.newBuilder()
                .setMode(SetConfigurationRequest.Mode.COMPARE_AND_SET)
                .setServersInCurrentConf(peers(before, Member.Role.VOTER))
                .setListenersInCurrentConf(peers(before, Member.Role.LEARNER))
                .setServersInNewConf(voters)
                .setListenersInNewConf(learners)
                .build();
        try {
            // Elsewhere and later: the log answers in the midst of ending one change, and would forget a next one begun
            // there.
            return Elsewhere.completed(server.setConfigurationAsync(new SetConfigurationRequest(
                            client, server.getId(), group, calls.incrementAndGet(), arguments)))
                    .handleAsync(
                            Replies::requireChanged,
                            CompletableFuture.delayedExecutor(CHANGE_END.toMillis(), TimeUnit.MILLISECONDS));
        } catch (IOException e) {
            return CompletableFuture.failedFuture(Replies.unchanged(e));
        }
    }

    private static List<RaftPeer> peers(List<Member> members, Member.Role role) {
        return members.stream()
                .filter(member -> member.role() == role)
                .map(Member::toPeer)
                .toList();
    }

    /**
     * Hands leadership to another voter, at the leader.
     *
     * @param patience after which it fails; this member leads on then, or whoever is elected
     */
    public CompletableFuture<Void> transferLeadership(String member, Duration patience) {
        return transfer(RaftPeerId.valueOf(member), patience)
                .thenAccept(Replies::requireDone)
                .exceptionallyCompose(fault -> takeBackLeadership()
                        .handle((done, another) -> fault)
                        .thenCompose(CompletableFuture::failedFuture));
    }

    /**
     * The log takes nothing while leadership is handed over. It forgets to end that where the other one cannot be told at all, and
     * would refuse whatever is written from then on; so this member steps down if that is how it is, and an election follows.
     */
    private CompletableFuture<Void> takeBackLeadership() {
        List<Member> members = all();
        return change(members, members) // of no effect, and refused like a write
                .exceptionallyCompose(fault -> Replies.cause(fault) instanceof NotLeadingException
                                && division.getInfo().isLeaderReady()
                        ? transfer(null, requestTimeout).thenAccept(Replies::requireDone)
                        : CompletableFuture.failedFuture(fault));
    }

    /** @param to null for nobody: this member steps down */
    private CompletableFuture<RaftClientReply> transfer(@Nullable RaftPeerId to, Duration patience) {
        try {
            return Elsewhere.completed(server.transferLeadershipAsync(new TransferLeadershipRequest(
                    client, server.getId(), group, calls.incrementAndGet(), to, patience.toMillis())));
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
