package io.robustmq.crds.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import io.robustmq.crds.v1alpha1.cluster.RobustMQClusterSpec;
import io.robustmq.crds.v1alpha1.status.RobustMQClusterStatus;
import org.jspecify.annotations.Nullable;

/**
 * A whole cluster: placement centre, journal and brokers. Name and {@code spec.version} are enough.
 *
 * <p>The name is at most 40 letters long, so that those of pods and of what is made of them fit into labels (63).
 */
@Group("robustmq.io")
@Version("v1alpha1")
@ShortNames("rmq")
@Categories({"all", "robustmq"})
@ValidationRule(value = "self.metadata.name.size() <= 40", message = "the name has at most 40 letters")
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public final class RobustMQCluster extends CustomResource<RobustMQClusterSpec, @Nullable RobustMQClusterStatus>
        implements Namespaced {

    private static final long serialVersionUID = 1;

    /** There is no spec before one was read: it has no default as a whole. */
    @Override
    @SuppressWarnings("NullAway")
    protected RobustMQClusterSpec initSpec() {
        return null;
    }

    @Override
    protected @Nullable RobustMQClusterStatus initStatus() {
        return null;
    }
}
