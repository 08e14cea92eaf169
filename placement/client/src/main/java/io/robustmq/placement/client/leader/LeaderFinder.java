package io.robustmq.placement.client.leader;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;

/**
 * Which member to ask next.
 *
 * <pre>
 *            ┌───────────── leads ──────────────┐
 *            │                                  ▼
 *   Unknown ─┴─ another leads: it ──► Told ── leads ──► Proven
 *      ▲                               │                   │
 *      └── nobody leads, or no answer ─┴───────────────────┘
 * </pre>
 *
 * <p>While nobody is believed to lead, members are asked in turn; one that has failed is passed over for a while, unless all have.
 * So each is asked again at the latest after all the others. A member that names a leader which has just failed is not believed.
 *
 * <p>Addresses are those configured, which are never forgotten, and those members said are theirs, which are replaced as a whole.
 * Not safe for threads: its owner guards it.
 */
public final class LeaderFinder {

    private final List<String> configured;
    private final long avoidNanos;
    private final Map<String, Long> avoidedUntil = new HashMap<>();
    private List<String> addresses;
    private Belief belief = new Belief.Unknown();
    private int turn;

    /**
     * @param configured at least one {@code host:port}
     * @param avoidNanos how long a member that has failed is passed over
     * @param start 0 or more: which member is asked first, so that not all clients begin at the same
     */
    public LeaderFinder(List<String> configured, long avoidNanos, int start) {
        if (configured.isEmpty()) {
            throw new IllegalArgumentException("no address of the placement centre: at least one is needed");
        }
        this.configured = List.copyOf(new LinkedHashSet<>(configured));
        this.addresses = this.configured;
        this.avoidNanos = avoidNanos;
        this.turn = start;
    }

    /** Whom to ask what only a leader answers. */
    public String leaderOrNext(long nowNanos) {
        return switch (belief) {
            case Belief.Told told -> told.address();
            case Belief.Proven proven -> proven.address();
            case Belief.Unknown _ -> next(nowNanos);
        };
    }

    /** Whom to ask what every member answers: the next one in turn. */
    public String next(long nowNanos) {
        int first = Math.floorMod(turn, addresses.size());
        int chosen = first;
        for (int i = 0; i < addresses.size(); i++) {
            int index = (first + i) % addresses.size();
            if (!isAvoided(addresses.get(index), nowNanos)) {
                chosen = index;
                break;
            }
        }
        turn = chosen + 1;
        return addresses.get(chosen);
    }

    /**
     * The member has done what only a leader does.
     *
     * @return whether that is news
     */
    public boolean onLed(String address) {
        onAnswered(address);
        Belief proven = new Belief.Proven(address);
        boolean news = !belief.equals(proven);
        belief = proven;
        return news;
    }

    /** The member has answered what every member answers. */
    public void onAnswered(String address) {
        avoidedUntil.remove(address);
    }

    /**
     * The member does not lead.
     *
     * @param leader whom it names; empty if it knows none
     * @return whether its word is taken, so that asking again at once makes sense
     */
    public boolean onNotLeader(String address, String leader, long nowNanos) {
        if (belief instanceof Belief.Proven && !belief.isAbout(address)) {
            return true; // late news: somebody has led since
        }
        if (leader.isEmpty() || leader.equals(address) || isAvoided(leader, nowNanos)) {
            onFailed(address, nowNanos);
            return false;
        }
        belief = new Belief.Told(leader);
        return true;
    }

    /** The member did not answer, or cannot do anything at present. */
    public void onFailed(String address, long nowNanos) {
        avoid(address, nowNanos);
        if (belief.isAbout(address)) {
            belief = new Belief.Unknown();
        }
    }

    /** A member has said who all are; empty is no news. */
    public void onMembers(List<String> members) {
        if (members.isEmpty()) {
            return;
        }
        SequencedSet<String> all = new LinkedHashSet<>(configured);
        all.addAll(members);
        addresses = List.copyOf(all);
        Set<String> kept = Set.copyOf(addresses());
        avoidedUntil.keySet().retainAll(kept);
    }

    /** Who may be asked: configured, learned, and the one believed to lead. In the order they are asked in. */
    public List<String> addresses() {
        List<String> all = new ArrayList<>(addresses);
        leader().filter(address -> !all.contains(address)).ifPresent(all::add);
        return all;
    }

    /** Who is believed to lead. */
    public Optional<String> leader() {
        return switch (belief) {
            case Belief.Unknown _ -> Optional.empty();
            case Belief.Told told -> Optional.of(told.address());
            case Belief.Proven proven -> Optional.of(proven.address());
        };
    }

    private boolean isAvoided(String address, long nowNanos) {
        Long until = avoidedUntil.get(address);
        return until != null && until - nowNanos > 0;
    }

    private void avoid(String address, long nowNanos) {
        avoidedUntil.put(address, nowNanos + avoidNanos);
    }
}
