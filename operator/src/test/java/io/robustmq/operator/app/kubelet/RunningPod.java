package io.robustmq.operator.app.kubelet;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The process of one pod: started, asked by its probes, started again when it has ended, stopped. Of the kubelet's thread alone. */
final class RunningPod {
    private static final Duration ANSWER = Duration.ofSeconds(3);
    private static final Duration BACK_OFF = Duration.ofSeconds(2);

    /** Sooner than the probes say, so that tests need not wait. */
    private static final Duration PERIOD = Duration.ofMillis(900);

    private static final Duration REFRESH = Duration.ofSeconds(5);

    private static final Set<String> OURS = Set.of("Ready", "ContainersReady");

    private final Pod pod;
    private final Container container;
    private final List<String> command;
    private final Map<String, String> environment;
    private final PodFiles files;
    private final Path folder;
    private final HttpClient http;
    private @Nullable Process process;
    private @Nullable Integer lastExit;
    private Instant ended = Instant.EPOCH;
    private @Nullable Instant deadline;
    private Instant asked = Instant.EPOCH;
    private Instant refreshed = Instant.now();
    private int failures;
    private int starts;
    private boolean started;
    private boolean ready;
    private String turned = now();
    private String state = "";
    private String told = "";

    RunningPod(
            Pod pod,
            Container container,
            List<String> command,
            Map<String, String> environment,
            PodFiles files,
            Path folder,
            HttpClient http) {
        this.pod = pod;
        this.container = container;
        this.command = command;
        this.environment = environment;
        this.files = files;
        this.folder = folder;
        this.http = http;
    }

    String uid() {
        return pod.getMetadata().getUid();
    }

    private static String now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** One round; true if its status is not as was told. */
    boolean look() throws IOException {
        boolean before = ready;
        Process running = process;
        if (running != null && !running.isAlive()) {
            lastExit = running.exitValue();
            ended = Instant.now();
            process = null;
            started = false;
        }
        if (process == null && ended.plus(BACK_OFF).isBefore(Instant.now())) {
            start();
        }
        probe();
        if (refreshed.plus(REFRESH).isBefore(Instant.now())) {
            refreshed = Instant.now();
            files.refresh();
        }
        if (ready != before) {
            turned = now();
        }
        state = ready + " " + (process != null) + " " + starts + " " + lastExit;
        return !state.equals(told);
    }

    /** Its status of the last look is written. */
    void wasTold() {
        told = state;
    }

    /** Ready at once when the probe says so; no more when it has failed as often as it may. */
    private void probe() {
        if (process == null) {
            ready = false;
            return;
        }
        if (asked.plus(PERIOD).isAfter(Instant.now())) {
            return;
        }
        asked = Instant.now();
        started = started || answers(container.getStartupProbe());
        if (started) {
            boolean answered = answers(container.getReadinessProbe());
            failures = answered ? 0 : failures + 1;
            ready = answered
                    || (ready && failures < container.getReadinessProbe().getFailureThreshold());
        }
    }

    private void start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(Files.createDirectories(folder).toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output-" + starts++ + ".txt").toFile());
        builder.environment().keySet().removeIf(name -> name.matches("(ROBUSTMQ|QUARKUS|JAVA|JDK|KUBERNETES)_.*"));
        builder.environment().putAll(environment);
        process = builder.start();
    }

    private boolean answers(Probe probe) {
        int port = container.getPorts().stream()
                .filter(each ->
                        each.getName().equals(probe.getHttpGet().getPort().getStrVal()))
                .findFirst()
                .orElseThrow()
                .getContainerPort();
        URI uri = URI.create("http://" + pod.getStatus().getPodIP() + ":" + port
                + probe.getHttpGet().getPath());
        try {
            return http.send(HttpRequest.newBuilder(uri).timeout(ANSWER).build(), BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** @param before what others say in it stays */
    PodStatus status(PodStatus before) {
        var server = new ContainerStatusBuilder()
                .withName(container.getName())
                .withReady(ready)
                .withRestartCount(Math.max(0, starts - 1));
        if (process == null) {
            server.withNewState()
                    .withNewWaiting()
                    .withReason("CrashLoopBackOff")
                    .endWaiting()
                    .endState();
        } else {
            server.withNewState().withNewRunning().endRunning().endState();
        }
        if (lastExit != null) {
            server.withNewLastState()
                    .withNewTerminated()
                    .withExitCode(lastExit)
                    .endTerminated()
                    .endLastState();
        }
        String holds = ready ? "True" : "False";
        return new PodStatusBuilder(before)
                .withPhase("Running")
                .withContainerStatuses(server.build())
                .removeMatchingFromConditions(condition -> OURS.contains(condition.getType()))
                .addNewCondition()
                .withType("ContainersReady")
                .withStatus(holds)
                .withLastTransitionTime(turned)
                .endCondition()
                .addNewCondition()
                .withType("Ready")
                .withStatus(holds)
                .withLastTransitionTime(turned)
                .endCondition()
                .build();
    }

    /** SIGTERM, and SIGKILL when the pod's time is over; true once the process has ended. Waits for nothing: it is asked again. */
    boolean stop() {
        Process running = process;
        if (running == null) {
            return true;
        }
        Instant end = deadline;
        if (end == null) {
            deadline = Instant.now().plusSeconds(pod.getSpec().getTerminationGracePeriodSeconds());
            running.destroy();
        } else if (end.isBefore(Instant.now())) {
            running.destroyForcibly();
        }
        return !running.isAlive();
    }

    void kill() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly().onExit().join();
        }
    }

    /** The end of what it has printed. */
    String output() {
        try {
            String all = starts == 0 ? "" : Files.readString(folder.resolve("output-" + (starts - 1) + ".txt"));
            return all.substring(Math.max(0, all.length() - 2_000));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
