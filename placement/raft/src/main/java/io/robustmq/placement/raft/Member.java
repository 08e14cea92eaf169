package io.robustmq.placement.raft;

import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.RaftPeer;

/**
 * One server of the group.
 *
 * @param id names one data folder of one node, {@code <node id>-<8 hexadecimal digits>}: a node that lost its folder comes
 *     back under another id, because what it voted and stored is gone
 * @param raftAddress {@code host:port} where other members reach its log
 * @param apiAddress {@code host:port} where clients reach it
 * @param role what it may do
 */
public record Member(String id, String raftAddress, String apiAddress, Role role) {

    /** Whether a member counts for a majority. */
    public enum Role {
        /** Votes, and may lead. */
        VOTER,
        /** Receives the log and neither votes nor leads. */
        LEARNER
    }

    /** The node it runs on: its number in the configuration of that node. */
    public long nodeId() {
        return Long.parseLong(id.substring(0, id.indexOf('-')));
    }

    /** The same member in another role. */
    public Member as(Role other) {
        return new Member(id, raftAddress, apiAddress, other);
    }

    /** Whether the two are reached at the same addresses. */
    public boolean isAtAddressesOf(Member other) {
        return raftAddress.equals(other.raftAddress) && apiAddress.equals(other.apiAddress);
    }

    public RaftPeer toPeer() {
        return toPeer(0);
    }

    public RaftPeer toPeer(int priority) {
        return RaftPeer.newBuilder()
                .setId(id)
                .setAddress(raftAddress)
                .setClientAddress(apiAddress)
                .setPriority(priority)
                .setStartupRole(role == Role.VOTER ? RaftPeerRole.FOLLOWER : RaftPeerRole.LISTENER)
                .build();
    }

    public static Member of(RaftPeer peer, Role role) {
        return new Member(peer.getId().toString(), peer.getAddress(), peer.getClientAddress(), role);
    }
}
