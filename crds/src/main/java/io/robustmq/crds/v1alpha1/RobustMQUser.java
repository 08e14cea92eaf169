package io.robustmq.crds.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import io.robustmq.crds.v1alpha1.status.CompanionStatus;
import io.robustmq.crds.v1alpha1.user.RobustMQUserSpec;
import org.jspecify.annotations.Nullable;

/** One user of a cluster's brokers, and what it may do. */
@Group("robustmq.io")
@Version("v1alpha1")
@ShortNames("rmqu")
@Categories("robustmq")
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public final class RobustMQUser extends CustomResource<RobustMQUserSpec, @Nullable CompanionStatus>
        implements Namespaced {

    private static final long serialVersionUID = 1;

    @Override
    @SuppressWarnings("NullAway")
    protected RobustMQUserSpec initSpec() {
        return null;
    }

    @Override
    protected @Nullable CompanionStatus initStatus() {
        return null;
    }
}
