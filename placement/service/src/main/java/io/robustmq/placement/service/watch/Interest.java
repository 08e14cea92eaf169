package io.robustmq.placement.service.watch;

import io.robustmq.placement.state.model.Kind;
import io.robustmq.placement.state.model.Ref;
import java.util.Set;

/**
 * What a watcher wants to know of.
 *
 * @param kinds empty for every kind
 * @param tenant empty for every tenant; kinds that belong to none are not concerned
 */
public record Interest(Set<Kind> kinds, String tenant) {

    public Interest {
        kinds = Set.copyOf(kinds);
    }

    boolean isEverything() {
        return kinds.isEmpty() && tenant.isEmpty();
    }

    boolean covers(Ref ref) {
        return (kinds.isEmpty() || kinds.contains(ref.kind()))
                && (tenant.isEmpty() || ref.tenant().isEmpty() || ref.tenant().equals(tenant));
    }
}
