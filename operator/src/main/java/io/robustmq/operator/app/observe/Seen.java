package io.robustmq.operator.app.observe;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.robustmq.operator.rollout.wanted.Role;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The objects of a cluster as they were read.
 *
 * @param sets by role; one that is being deleted is not there any more
 */
public record Seen(Map<Role, StatefulSet> sets, List<Pod> pods, List<PersistentVolumeClaim> claims) {

    public Seen {
        sets = Map.copyOf(sets);
        pods = List.copyOf(pods);
        claims = List.copyOf(claims);
    }

    public Optional<Pod> pod(String name) {
        return pods.stream()
                .filter(pod -> pod.getMetadata().getName().equals(name))
                .findFirst();
    }
}
