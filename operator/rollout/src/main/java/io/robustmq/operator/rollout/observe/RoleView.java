package io.robustmq.operator.rollout.observe;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What there is of one role.
 *
 * @param set null if there is no StatefulSet: not yet, or between the two halves of making it anew
 * @param claims bytes asked for by each volume's claim, by ordinal
 */
public record RoleView(@Nullable SetView set, List<PodView> pods, Map<Integer, Long> claims) {

    public RoleView {
        pods = pods.stream().sorted(Comparator.comparingInt(PodView::ordinal)).toList();
        claims = Map.copyOf(claims);
    }

    public static RoleView nothing() {
        return new RoleView(null, List.of(), Map.of());
    }

    public Optional<PodView> pod(int ordinal) {
        return pods.stream().filter(pod -> pod.ordinal() == ordinal).findFirst();
    }

    public boolean isReady(int ordinal) {
        return pod(ordinal).map(PodView::isReady).orElse(false);
    }

    /** Whether every pod there should be is there and ready, and no other, not looking at one of them. */
    public boolean isCalmBut(int ordinal) {
        return set != null
                && pods.stream().allMatch(pod -> pod.ordinal() == ordinal || pod.isReady())
                && IntStream.range(0, set.replicas()).allMatch(each -> each == ordinal || isReady(each));
    }

    public boolean isCalm() {
        return isCalmBut(-1);
    }

    /** Whether all pods are there, ready, and of this revision. */
    public boolean runs(String revision) {
        return isCalm() && pods.stream().allMatch(pod -> pod.revision().equals(revision));
    }

    /** One more than the highest ordinal that a pod or a volume has. */
    public int extent() {
        int ofClaims = claims.keySet().stream().mapToInt(each -> each + 1).max().orElse(0);
        return Math.max(podExtent(), ofClaims);
    }

    /** One more than the highest ordinal that a pod has. */
    public int podExtent() {
        return pods.stream().mapToInt(pod -> pod.ordinal() + 1).max().orElse(0);
    }
}
