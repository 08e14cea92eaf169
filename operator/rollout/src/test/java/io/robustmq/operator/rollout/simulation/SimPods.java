package io.robustmq.operator.rollout.simulation;

import io.robustmq.operator.rollout.observe.PodView;
import io.robustmq.operator.rollout.observe.PodView.State;
import io.robustmq.operator.rollout.observe.RoleView;
import io.robustmq.operator.rollout.observe.SetView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.random.RandomGenerator;

/** One role's StatefulSet, its controller, its pods and their volumes. */
final class SimPods {
    static final String BAD = "bad";

    final RandomGenerator chance;
    SetView set;
    final Map<Integer, PodView> pods = new TreeMap<>();
    final Map<Integer, Long> claims = new TreeMap<>();
    private long uids;

    SimPods(RandomGenerator chance) {
        this.chance = chance;
    }

    RoleView view() {
        return new RoleView(set, List.copyOf(pods.values()), claims);
    }

    /** The controller: makes a pod that is missing, or takes away the last one that is too many. Late, as controllers are. */
    void control() {
        if (set == null) {
            return;
        }
        List<Integer> tooMany = new ArrayList<>();
        pods.keySet().stream().filter(each -> each >= set.replicas()).forEach(tooMany::add);
        for (int ordinal = 0; ordinal < set.replicas(); ordinal++) {
            if (!pods.containsKey(ordinal) && chance.nextInt(3) > 0) {
                claims.putIfAbsent(ordinal, set.volumeBytes());
                pods.put(ordinal, new PodView(ordinal, "uid-" + uids++, set.revision(), State.STARTING));
            }
        }
        if (!tooMany.isEmpty() && chance.nextBoolean()) {
            become(tooMany.getLast(), State.TERMINATING);
        }
    }

    /** The kubelet: what ends is gone after a while, what starts is ready or stuck. */
    void run(IntPredicate canServe, IntPredicate removed) {
        for (PodView pod : List.copyOf(pods.values())) {
            switch (pod.state()) {
                case TERMINATING -> {
                    if (chance.nextInt(3) == 0) {
                        pods.remove(pod.ordinal());
                    }
                }
                case STARTING -> {
                    if (chance.nextInt(3) == 0) {
                        if (removed.test(pod.ordinal())) {
                            become(pod.ordinal(), State.REMOVED);
                        } else if (pod.revision().startsWith(BAD)) {
                            become(pod.ordinal(), State.STUCK);
                        } else if (canServe.test(pod.ordinal())) {
                            become(pod.ordinal(), State.READY);
                        }
                    }
                }
                case READY, STUCK, REMOVED -> {}
            }
        }
    }

    void become(int ordinal, State state) {
        pods.computeIfPresent(ordinal, (key, pod) -> new PodView(ordinal, pod.uid(), pod.revision(), state));
    }

    /** A crash: the container starts again in the same pod. */
    void crash(int ordinal) {
        if (pods.containsKey(ordinal) && pods.get(ordinal).isReady()) {
            become(ordinal, State.STARTING);
        }
    }

    boolean isReady(int ordinal) {
        return pods.containsKey(ordinal) && pods.get(ordinal).isReady();
    }

    boolean isUp(int ordinal) {
        return pods.containsKey(ordinal)
                && (pods.get(ordinal).isReady() || pods.get(ordinal).state() == State.STARTING)
                && !pods.get(ordinal).revision().startsWith(BAD);
    }
}
