package io.robustmq.operator.app.reconcile;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.robustmq.crds.v1alpha1.RobustMQUser;
import io.robustmq.crds.v1alpha1.status.CompanionStatus;
import io.robustmq.operator.app.users.UserLook;
import java.time.Duration;
import java.util.List;

/** Wakes {@link UserLook} when a user, or a Secret made for it, changes; that of others is looked at from time to time. */
@ControllerConfiguration(name = UserReconciler.NAME)
public final class UserReconciler implements Reconciler<RobustMQUser> {
    public static final String NAME = "robustmquser";

    private final UserLook look;
    private final Duration again;

    /** @param again until the next look, if nothing happens before */
    public UserReconciler(UserLook look, Duration again) {
        this.look = look;
        this.again = again;
    }

    @Override
    public List<EventSource<?, RobustMQUser>> prepareEventSources(EventSourceContext<RobustMQUser> context) {
        return List.of(new InformerEventSource<>(
                InformerEventSourceConfiguration.from(Secret.class, RobustMQUser.class)
                        .withLabelSelector("app.kubernetes.io/name=robustmq")
                        .build(),
                context));
    }

    @Override
    public UpdateControl<RobustMQUser> reconcile(RobustMQUser user, Context<RobustMQUser> context) {
        if (user.getMetadata().getDeletionTimestamp() != null) {
            return UpdateControl.noUpdate(); // Its Secrets go with it, which wakes its cluster.
        }
        CompanionStatus status = look.at(user);
        UpdateControl<RobustMQUser> control = status.equals(user.getStatus())
                ? UpdateControl.noUpdate()
                : UpdateControl.patchStatus(withStatus(user, status));
        return control.rescheduleAfter(again);
    }

    /** All that is ours of the resource, and nothing else: written by server-side apply. */
    private static RobustMQUser withStatus(RobustMQUser user, CompanionStatus status) {
        RobustMQUser ours = new RobustMQUser();
        ours.setMetadata(new ObjectMetaBuilder()
                .withName(user.getMetadata().getName())
                .withNamespace(user.getMetadata().getNamespace())
                .build());
        ours.setStatus(status);
        return ours;
    }
}
