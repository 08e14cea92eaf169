package io.robustmq.operator.app.kubelet;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * One node's kubelet: its pods as processes. Looks at the API server a few times a second. Who gives it pods, a scheduler, does so before each
 * look: {@link SetController} where the API server is played, {@link JoinedNode} where it is a real one.
 */
public final class Kubelet implements AutoCloseable {
    private static final long LOOK_MILLIS = 300;

    private final KubernetesClient client;
    private final String namespace;
    private final Path folder;
    private final Map<String, List<String>> images;
    private final int number;
    private final Network network;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
    private final Map<String, RunningPod> running = new ConcurrentHashMap<>(); // changed by the looking thread alone
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("kubelet").daemon().factory());

    /**
     * @param folder for volumes and pods
     * @param images by part: what its image makes of {@code java @/opt/robustmq/PART/options}, the JVM and all its arguments
     * @param number of the network, 1 to 254
     */
    public Kubelet(
            KubernetesClient client, String namespace, Path folder, Map<String, List<String>> images, int number) {
        this.client = client;
        this.namespace = namespace;
        this.folder = folder;
        this.images = images;
        this.number = number;
        this.network = new Network(number);
    }

    /** By what name pods are given to it. */
    public String node() {
        return "processes-" + number;
    }

    /** Whether there is a process of a pod of this name, be it of one that was deleted. */
    boolean runs(String pod) {
        return running.containsKey(pod);
    }

    /** @param round what is done before each look, by the looking thread */
    public void start(Runnable round) {
        looking.scheduleWithFixedDelay(() -> look(round), 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void look(Runnable round) {
        try {
            round.run();
            List<Pod> pods = client.pods().inNamespace(namespace).list().getItems().stream()
                    .filter(pod -> node().equals(pod.getSpec().getNodeName()))
                    .toList();
            running.entrySet().removeIf(entry -> hasEnded(entry.getValue(), pods));
            pods.forEach(this::keep);
        } catch (RuntimeException e) { // the executor would not look again; what failed is tried again
            System.out.println("kubelet: " + e);
        }
    }

    private static boolean hasEnded(RunningPod process, List<Pod> pods) {
        boolean stays = pods.stream()
                .anyMatch(pod -> pod.getMetadata().getUid().equals(process.uid())
                        && pod.getMetadata().getDeletionTimestamp() == null);
        return !stays && process.stop();
    }

    /** What keeps one pod from running, such as a Secret that is still to come, is no matter of the others. */
    private void keep(Pod pod) {
        try {
            if (pod.getMetadata().getDeletionTimestamp() == null) {
                run(pod);
            } else if (!runs(pod.getMetadata().getName())) {
                client.resource(pod).withGracePeriod(0).delete();
            }
        } catch (IOException | RuntimeException e) {
            System.out.println("kubelet: " + pod.getMetadata().getName() + ": " + e);
        }
    }

    private void run(Pod pod) throws IOException {
        String name = pod.getMetadata().getName();
        if (pod.getStatus() == null || pod.getStatus().getPodIP() == null) {
            client.resource(new PodBuilder(pod)
                            .editOrNewStatus()
                            .withPhase("Pending")
                            .withPodIP(network.address(name))
                            .endStatus()
                            .build())
                    .updateStatus();
            return;
        }
        RunningPod process = running.get(name);
        if (process == null) {
            process = process(pod);
            running.put(name, process);
        }
        if (process.uid().equals(pod.getMetadata().getUid()) && process.look()) {
            client.resource(new PodBuilder(pod)
                            .withStatus(process.status(pod.getStatus()))
                            .build())
                    .updateStatus();
            process.wasTold();
        }
    }

    private RunningPod process(Pod pod) throws IOException {
        Container container = pod.getSpec().getContainers().getFirst();
        Path own = folder.resolve("pods")
                .resolve(pod.getMetadata().getName() + "-" + pod.getMetadata().getUid());
        PodFiles files = new PodFiles(
                client,
                pod,
                own,
                Files.createDirectories(folder.resolve("volumes")),
                text -> network.resolved(text, namespace));
        files.mount(container);
        Map<String, String> environment = files.environment(container);
        return new RunningPod(pod, container, command(container), environment, files, own.resolve("run"), http);
    }

    /** As the image has it. */
    private List<String> command(Container container) {
        List<String> written = List.of("java", "@/opt/robustmq/" + container.getName() + "/options");
        if (!container.getCommand().equals(written)) {
            throw new IllegalStateException("no image has " + container.getCommand());
        }
        List<String> command = images.get(container.getName());
        if (command == null) {
            throw new IllegalStateException("no image of " + container.getName());
        }
        return new ArrayList<>(command);
    }

    /** What the pods have printed last, for whoever has to find out why they are not ready. */
    public String outputs() {
        StringBuilder text = new StringBuilder();
        running.forEach((name, pod) -> text.append("--- ")
                .append(name)
                .append('\n')
                .append(pod.output())
                .append('\n'));
        return text.toString();
    }

    /** All processes are gone when this returns. */
    @Override
    public void close() {
        looking.shutdownNow();
        try {
            looking.awaitTermination(1, TimeUnit.MINUTES);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        running.values().forEach(RunningPod::kill);
        http.shutdownNow();
    }
}
