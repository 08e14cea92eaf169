package io.robustmq.operator.app.observe;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.robustmq.operator.rollout.observe.PodView.State;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How a pod is, of what the kubelet says of it. */
final class PodStates {

    /** What waiting does not mend. */
    private static final Set<String> HOPELESS = Set.of(
            "ErrImagePull",
            "ImagePullBackOff",
            "InvalidImageName",
            "ErrImageNeverPull",
            "CreateContainerConfigError",
            "CreateContainerError",
            "RunContainerError");

    /** A setting is wrong, or the folder is another's. */
    private static final int BAD_CONFIGURATION = 78;

    private PodStates() {}

    /**
     * @param patience after which a pod that is not ready is thought of as stuck
     * @param container the server's
     */
    static State of(Pod pod, String container, Duration patience, Instant now) {
        if (pod.getMetadata().getDeletionTimestamp() != null) {
            return State.TERMINATING;
        }
        PodStatus status = pod.getStatus();
        if (status == null) {
            return State.STARTING;
        }
        if (condition(status, "Ready")
                .filter(ready -> "True".equals(ready.getStatus()))
                .isPresent()) {
            return State.READY;
        }
        Optional<ContainerStatus> server = list(status.getContainerStatuses()).stream()
                .filter(each -> container.equals(each.getName()))
                .findFirst();
        Integer code = server.map(PodStates::exitCode).orElse(null);
        if (code != null && code == 0) {
            return State.REMOVED;
        }
        boolean hopeless = "Failed".equals(status.getPhase())
                || (code != null && code == BAD_CONFIGURATION)
                || server.filter(PodStates::cannotStart).isPresent();
        return hopeless || isLate(pod, status, patience, now) ? State.STUCK : State.STARTING;
    }

    /** With which it ended last, while it does not run; null if it runs or never ran. */
    private static @Nullable Integer exitCode(ContainerStatus status) {
        ContainerState state = status.getState();
        if (state != null && state.getTerminated() != null) {
            return state.getTerminated().getExitCode();
        }
        boolean waits = state != null && state.getWaiting() != null;
        ContainerStateTerminated last =
                status.getLastState() == null ? null : status.getLastState().getTerminated();
        return waits && last != null ? last.getExitCode() : null;
    }

    private static boolean cannotStart(ContainerStatus status) {
        ContainerState state = status.getState();
        return state != null
                && state.getWaiting() != null
                && HOPELESS.contains(String.valueOf(state.getWaiting().getReason()));
    }

    /** Counted from when it was ready last, and of one that never was, from when it was made. */
    private static boolean isLate(Pod pod, PodStatus status, Duration patience, Instant now) {
        Instant since = condition(status, "Ready")
                .flatMap(ready -> time(ready.getLastTransitionTime()))
                .or(() -> time(pod.getMetadata().getCreationTimestamp()))
                .orElse(now);
        return since.plus(patience).isBefore(now);
    }

    private static Optional<PodCondition> condition(PodStatus status, String type) {
        return list(status.getConditions()).stream()
                .filter(condition -> type.equals(condition.getType()))
                .findFirst();
    }

    private static Optional<Instant> time(@Nullable String text) {
        try {
            return Optional.ofNullable(text)
                    .map(written -> OffsetDateTime.parse(written).toInstant());
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }

    private static <T> List<T> list(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }
}
