package io.robustmq.placement.state.balance;

/**
 * How much balancing does at once.
 *
 * @param groupsOnTheMove groups that have a replica on its way, at most; 1 or more. A replica that is added copies a group's data
 * @param leaderMoves preferred leaders changed in one plan, at most; 1 or more
 * @param replaceAfterMillis how long a node is expired before its replicas are made anew elsewhere: longer than a restart takes.
 *     Others lead in its place at once
 */
public record BalanceLimits(int groupsOnTheMove, int leaderMoves, long replaceAfterMillis) {
    /** Two groups at a time; a dead node is replaced after ten minutes. */
    public static final BalanceLimits DEFAULTS = new BalanceLimits(2, 16, 600_000);

    public BalanceLimits {
        if (groupsOnTheMove < 1 || leaderMoves < 1 || replaceAfterMillis < 0) {
            throw new IllegalArgumentException("at least one group and one leader, and no time below 0: "
                    + groupsOnTheMove + ", " + leaderMoves + ", " + replaceAfterMillis);
        }
    }
}
