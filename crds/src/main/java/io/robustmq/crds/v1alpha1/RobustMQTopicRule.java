package io.robustmq.crds.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import io.robustmq.crds.v1alpha1.status.CompanionStatus;
import io.robustmq.crds.v1alpha1.topicrule.RobustMQTopicRuleSpec;
import org.jspecify.annotations.Nullable;

/** What holds for the topics of one filter: whether they are durable, for how long, and under which name. */
@Group("robustmq.io")
@Version("v1alpha1")
@ShortNames("rmqt")
@Categories("robustmq")
@AdditionalPrinterColumn(
        name = "Age",
        jsonPath = ".metadata.creationTimestamp",
        type = AdditionalPrinterColumn.Type.DATE)
public final class RobustMQTopicRule extends CustomResource<RobustMQTopicRuleSpec, @Nullable CompanionStatus>
        implements Namespaced {

    private static final long serialVersionUID = 1;

    @Override
    @SuppressWarnings("NullAway")
    protected RobustMQTopicRuleSpec initSpec() {
        return null;
    }

    @Override
    protected @Nullable CompanionStatus initStatus() {
        return null;
    }
}
