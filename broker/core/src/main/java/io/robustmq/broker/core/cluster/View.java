package io.robustmq.broker.core.cluster;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * The brokers that are in the cluster at some moment, as this broker has heard. Brokers with equal views agree on the home of every
 * client id.
 *
 * <p>The home is the member with the largest weight for the id (rendezvous hashing): a member that comes or goes changes the home of
 * its share of ids, and of no others.
 */
public final class View {
    /** Of a broker that is in no cluster now. */
    public static final View EMPTY = new View(List.of());

    private final List<Member> members;
    private final long[] seeds;
    private final long id;

    public View(Collection<Member> members) {
        this.members = members.stream()
                .sorted(Comparator.comparing(Member::nodeId).thenComparingLong(Member::epoch))
                .toList();
        this.seeds = this.members.stream()
                .mapToLong(member -> mix(hash(member.nodeId()) + member.epoch()))
                .toArray();
        long sum = 0;
        for (long seed : seeds) {
            sum = mix(sum * 31 + seed);
        }
        this.id = sum;
    }

    /** In an order that is the same everywhere. */
    public List<Member> members() {
        return members;
    }

    /** The same for the same members, and, for all that matters, for no others. */
    public long id() {
        return id;
    }

    public boolean contains(Member member) {
        return members.contains(member);
    }

    /**
     * Who knows who has a client id.
     *
     * @throws IllegalStateException if nobody is in the view
     */
    public Member home(String clientId) {
        if (members.isEmpty()) {
            throw new IllegalStateException("no members");
        }
        long hash = hash(clientId);
        int best = 0;
        long most = Long.MIN_VALUE;
        for (int i = 0; i < seeds.length; i++) {
            long weight = mix(hash ^ seeds[i]);
            if (weight > most) {
                most = weight;
                best = i;
            }
        }
        return members.get(best);
    }

    /** FNV-1a, 64 bits, over the chars. */
    private static long hash(String text) {
        long h = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            h ^= text.charAt(i);
            h *= 0x100000001b3L;
        }
        return h;
    }

    /** The finisher of SplitMix64. */
    private static long mix(long z) {
        long h = z + 0x9e3779b97f4a7c15L;
        h = (h ^ (h >>> 30)) * 0xbf58476d1ce4e5b9L;
        h = (h ^ (h >>> 27)) * 0x94d049bb133111ebL;
        return h ^ (h >>> 31);
    }

    @Override
    public String toString() {
        return "View" + members;
    }
}
