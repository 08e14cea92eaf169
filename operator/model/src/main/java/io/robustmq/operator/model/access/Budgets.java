package io.robustmq.operator.model.access;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.robustmq.crds.v1alpha1.role.DisruptionBudget;
import io.robustmq.operator.model.naming.Names;
import io.robustmq.operator.model.naming.Part;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How many pods of a part may be away when nodes are drained. */
public final class Budgets {

    private Budgets() {}

    public static Optional<PodDisruptionBudget> of(Part part, DisruptionBudget budget, Names names) {
        if (!budget.enabled()) {
            return Optional.empty();
        }
        boolean nothingSaid = budget.minAvailable() == null && budget.maxUnavailable() == null;
        return Optional.of(new PodDisruptionBudgetBuilder()
                .withMetadata(names.meta(names.of(part), part))
                .withNewSpec()
                .withMinAvailable(number(budget.minAvailable()))
                .withMaxUnavailable(nothingSaid ? number(1) : number(budget.maxUnavailable()))
                .withNewSelector()
                .withMatchLabels(names.selector(part))
                .endSelector()
                .withUnhealthyPodEvictionPolicy("IfHealthyBudget")
                .endSpec()
                .build());
    }

    private static @Nullable IntOrString number(@Nullable Integer number) {
        return number == null ? null : new IntOrString(number);
    }
}
