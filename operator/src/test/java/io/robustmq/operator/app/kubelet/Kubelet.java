package io.robustmq.operator.app.kubelet;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The controller of StatefulSets and the kubelets of all nodes in one: pods as processes. Looks at the API server a few times a second. */
public final class Kubelet implements AutoCloseable {
    private static final long LOOK_MILLIS = 300;

    private final KubernetesClient client;
    private final String namespace;
    private final Path folder;
    private final Map<String, List<String>> images;
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
        this.network = new Network(number);
    }

    public void start() {
        looking.scheduleWithFixedDelay(this::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            for (StatefulSet set :
                    client.apps().statefulSets().inNamespace(namespace).list().getItems()) {
                control(set);
            }
            List<Pod> pods = client.pods().inNamespace(namespace).list().getItems();
            running.entrySet().removeIf(entry -> isGone(entry.getKey(), entry.getValue(), pods));
            for (Pod pod : pods) {
                run(pod);
            }
        } catch (IOException | RuntimeException e) { // the executor would not look again; what failed is tried again
            System.out.println("kubelet: " + e);
        }
    }

    private void control(StatefulSet set) {
        String name = set.getMetadata().getName();
        int replicas = set.getSpec().getReplicas();
        for (int ordinal = 0; ordinal < replicas; ordinal++) {
            String pod = name + "-" + ordinal;
            claim(set, "data-" + pod);
            // Its successor begins when the process of the one that was deleted has ended.
            if (!running.containsKey(pod)
                    && client.pods().inNamespace(namespace).withName(pod).get() == null) {
                create(set, pod, ordinal);
            }
        }
        client
                .pods()
                .inNamespace(namespace)
                .withLabels(set.getSpec().getSelector().getMatchLabels())
                .list()
                .getItems()
                .stream()
                .filter(pod -> Integer.parseInt(pod.getMetadata().getName().substring(name.length() + 1)) >= replicas)
                .forEach(pod -> client.resource(pod).delete());
    }

    private void claim(StatefulSet set, String name) {
        if (client.persistentVolumeClaims()
                        .inNamespace(namespace)
                        .withName(name)
                        .get()
                == null) {
            client.resource(new PersistentVolumeClaimBuilder(
                                    set.getSpec().getVolumeClaimTemplates().getFirst())
                            .editMetadata()
                            .withName(name)
                            .withNamespace(namespace)
                            .endMetadata()
                            .build())
                    .create();
        }
    }

    private void create(StatefulSet set, String name, int ordinal) {
        var template = set.getSpec().getTemplate();
        Map<String, String> labels = new TreeMap<>(template.getMetadata().getLabels());
        labels.put("apps.kubernetes.io/pod-index", Integer.toString(ordinal));
        Pod pod = client.resource(new PodBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .withLabels(labels)
                        .withAnnotations(new TreeMap<>(template.getMetadata().getAnnotations()))
                        .endMetadata()
                        .withSpec(template.getSpec())
                        .build())
                .create();
        pod.setStatus(new PodBuilder()
                .withNewStatus()
                .withPhase("Pending")
                .withPodIP(network.address(set.getMetadata().getName(), ordinal))
                .endStatus()
                .build()
                .getStatus());
        client.resource(pod).updateStatus();
    }

    private static boolean isGone(String name, RunningPod pod, List<Pod> pods) {
        boolean there = pods.stream()
                .anyMatch(each -> each.getMetadata().getName().equals(name)
                        && each.getMetadata().getUid().equals(pod.uid()));
        if (!there) {
            pod.stop();
        }
        return !there;
    }

    private void run(Pod pod) throws IOException {
        String name = pod.getMetadata().getName();
        if (pod.getStatus() == null || pod.getStatus().getPodIP() == null) {
            return;
        }
        RunningPod process = running.get(name);
        if (process == null) {
            process = process(pod);
            running.put(name, process);
        }
        if (process.look()) {
            Pod changed = client.pods().inNamespace(namespace).withName(name).get();
            if (changed != null) {
                changed.setStatus(process.status());
                client.resource(changed).updateStatus();
            }
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
        return new RunningPod(pod, container, command(container), environment, own.resolve("run"), http);
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
