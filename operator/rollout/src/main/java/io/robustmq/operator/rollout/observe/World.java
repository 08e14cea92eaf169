package io.robustmq.operator.rollout.observe;

import io.robustmq.operator.rollout.wanted.Release;
import io.robustmq.operator.rollout.wanted.Role;
import java.util.Map;

/**
 * What was seen of a cluster at one time, one's own writes included.
 *
 * @param metadata the release whose features the metadata uses: servers older than it cannot read it. Raised last.
 *     If nobody answers, what the resource's status says; silent only before the cluster has been founded
 */
public record World(
        Map<Role, RoleView> roles,
        Answer<Membership> membership,
        Answer<JournalView> journal,
        BrokerView brokers,
        Answer<Release> metadata) {

    public World {
        roles = Map.copyOf(roles);
    }

    public RoleView of(Role role) {
        return roles.getOrDefault(role, RoleView.nothing());
    }
}
