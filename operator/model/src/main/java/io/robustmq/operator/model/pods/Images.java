package io.robustmq.operator.model.pods;

import io.robustmq.crds.v1alpha1.cluster.RobustMQClusterSpec;
import io.robustmq.operator.model.naming.Part;

/** Which image a part runs. */
final class Images {
    private static final String REPOSITORY = "robustmq/robustmq";

    private Images() {}

    /** {@code REPOSITORY-broker:VERSION}; an image with a tag or digest is taken as it is, and has all parts. */
    static String of(RobustMQClusterSpec spec, Part part) {
        String image = spec.image() == null ? REPOSITORY : spec.image();
        boolean tagged = image.contains("@") || image.indexOf(':', image.lastIndexOf('/') + 1) >= 0;
        if (tagged || spec.version() == null) {
            return image;
        }
        return image + "-" + part.word() + ":" + spec.version();
    }
}
