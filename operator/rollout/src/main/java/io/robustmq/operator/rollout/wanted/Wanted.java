package io.robustmq.operator.rollout.wanted;

import java.util.Map;
import java.util.Set;

/**
 * What a {@code RobustMQCluster} asks for.
 *
 * @param roles one of each
 * @param release the release that {@code roles} are of
 * @param replicationFactor copies the journal keeps; fewer journal nodes are refused
 * @param update how pods are restarted
 * @param deleteBrokerVolumes whether the volumes of brokers that went are deleted
 * @param forced pods that may be stopped although their server says no or says nothing: asked for by annotation
 */
public record Wanted(
        boolean paused,
        Map<Role, WantedRole> roles,
        Release release,
        int replicationFactor,
        Update update,
        boolean deleteBrokerVolumes,
        Set<PodId> forced) {

    public Wanted {
        roles = Map.copyOf(roles);
        forced = Set.copyOf(forced);
    }

    public WantedRole of(Role role) {
        WantedRole wanted = roles.get(role);
        if (wanted == null) {
            throw new IllegalArgumentException("nothing is said of " + role);
        }
        return wanted;
    }

    /** A pod by its place in its StatefulSet. */
    public record PodId(Role role, int ordinal) {}

    /**
     * How pods are restarted.
     *
     * @param automatic whether the operator does it; else a person deletes pods
     * @param canary brokers of a new release after which it waits; 0: none
     * @param pauseAfter whether it waits once placement, or the journal, has the new release
     * @param goOnWith the release with which it goes on where it would wait, or null
     * @param allowDowngrade whether the release may go down
     */
    public record Update(
            boolean automatic,
            int canary,
            PauseAfter pauseAfter,
            @org.jspecify.annotations.Nullable Release goOnWith,
            boolean allowDowngrade) {}

    /** Where an upgrade waits to be told to go on. */
    public enum PauseAfter {
        NONE,
        PLACEMENT,
        JOURNAL
    }
}
