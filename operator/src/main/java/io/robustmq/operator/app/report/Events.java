package io.robustmq.operator.app.report;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.robustmq.crds.v1alpha1.RobustMQCluster;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jboss.logging.Logger;

/** Events of a resource, as {@code kubectl describe} shows them. One that is told again is counted. */
public final class Events {
    private static final Logger LOG = Logger.getLogger("io.robustmq.operator");
    private static final String REPORTER = "robustmq-operator";
    private static final int MESSAGE_CHARS = 1_000;

    private final KubernetesClient client;
    private final Clock clock;

    public Events(KubernetesClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    /** What the operator does. */
    public void normal(RobustMQCluster cluster, String reason, String message) {
        tell(cluster, "Normal", reason, message);
    }

    /** What somebody should look at. */
    public void warning(RobustMQCluster cluster, String reason, String message) {
        tell(cluster, "Warning", reason, message);
    }

    /** An event that cannot be written stops nothing. */
    private void tell(RobustMQCluster cluster, String type, String reason, String text) {
        String message = text.length() <= MESSAGE_CHARS ? text : text.substring(0, MESSAGE_CHARS);
        LOG.infof(
                "%s/%s: %s",
                cluster.getMetadata().getNamespace(), cluster.getMetadata().getName(), message);
        String name = cluster.getMetadata().getName() + "."
                + String.format(
                        Locale.ROOT,
                        "%08x%08x",
                        cluster.getMetadata().getUid().hashCode(),
                        (reason + message).hashCode());
        String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        try {
            var events = client.v1().events().inNamespace(cluster.getMetadata().getNamespace());
            Event there = events.withName(name).get();
            if (there == null) {
                events.resource(event(cluster, name, type, reason, message, now))
                        .create();
            } else {
                events.withName(name).edit(event -> new EventBuilder(event)
                        .withCount(event.getCount() == null ? 1 : event.getCount() + 1)
                        .withLastTimestamp(now)
                        .build());
            }
        } catch (KubernetesClientException e) {
            LOG.warnf("an event could not be written: %s", e.getMessage());
        }
    }

    private static Event event(
            RobustMQCluster cluster, String name, String type, String reason, String message, String now) {
        return new EventBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(cluster.getMetadata().getNamespace())
                .endMetadata()
                .withInvolvedObject(new ObjectReferenceBuilder()
                        .withApiVersion(cluster.getApiVersion())
                        .withKind(cluster.getKind())
                        .withName(cluster.getMetadata().getName())
                        .withNamespace(cluster.getMetadata().getNamespace())
                        .withUid(cluster.getMetadata().getUid())
                        .build())
                .withType(type)
                .withReason(reason)
                .withMessage(message)
                .withFirstTimestamp(now)
                .withLastTimestamp(now)
                .withCount(1)
                .withNewSource()
                .withComponent(REPORTER)
                .endSource()
                .withReportingComponent(REPORTER)
                .build();
    }
}
