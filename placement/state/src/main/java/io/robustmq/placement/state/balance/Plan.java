package io.robustmq.placement.state.balance;

import io.robustmq.placement.state.command.Move;
import java.util.List;

/**
 * What to do next. Without steps and obstacles all is as it should be.
 *
 * @param steps each about another group, or one of a replica and one of a leader about the same; to be submitted in this order
 * @param obstacles what should be done and cannot, in words for people
 */
public record Plan(List<Step> steps, List<String> obstacles) {
    public Plan {
        steps = List.copyOf(steps);
        obstacles = List.copyOf(obstacles);
    }

    /**
     * A move and its reason, in a few words for people.
     *
     * @param groupVersion of the group it was planned on
     */
    public record Step(Move move, long groupVersion, String why) {}
}
