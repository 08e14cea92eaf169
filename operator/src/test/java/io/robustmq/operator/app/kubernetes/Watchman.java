package io.robustmq.operator.app.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Sees each change of a namespace's pods: in which order they were made, and how few of a part were ready at once. */
final class Watchman implements ResourceEventHandler<Pod>, AutoCloseable {
    private static final String PART = "app.kubernetes.io/component";
    private static final int MQTT = 1883;

    private final SharedIndexInformer<Pod> informer;
    private final Map<String, Pod> pods = new TreeMap<>();
    private final List<String> made = new ArrayList<>();
    private final Map<String, Integer> fewest = new HashMap<>();
    private final List<String> story = new ArrayList<>();
    private final Map<String, Boolean> known = new HashMap<>();

    Watchman(KubernetesClient client, String namespace) {
        informer = client.pods().inNamespace(namespace).inform(this);
    }

    /** Forgets what was made so far, and how few were ready. */
    synchronized void begin() {
        made.clear();
        fewest.clear();
        story.clear();
        count();
    }

    /** Parts of the pods that were made since the beginning, in order: {@code broker-1} is of {@code broker}. */
    synchronized List<String> made() {
        return List.copyOf(made);
    }

    /** How few pods of a part were ready at any time since the beginning. */
    synchronized int fewest(String part) {
        return fewest.getOrDefault(part, 0);
    }

    /** Which pods became ready or ceased to be since the beginning, and when: for whoever has to find out why there were so few. */
    synchronized String story() {
        return String.join("\n", story);
    }

    /** Where a Service would send clients. */
    synchronized List<InetSocketAddress> brokers() {
        return pods.values().stream()
                .filter(pod -> "broker".equals(part(pod)) && isReady(pod))
                .map(pod -> new InetSocketAddress(pod.getStatus().getPodIP(), MQTT))
                .toList();
    }

    @Override
    public synchronized void onAdd(Pod pod) {
        made.add(part(pod));
        pods.put(pod.getMetadata().getName(), pod);
        count();
    }

    @Override
    public synchronized void onUpdate(Pod before, Pod pod) {
        if (!before.getMetadata().getUid().equals(pod.getMetadata().getUid())) {
            made.add(part(pod)); // its predecessor's end was missed
        }
        pods.put(pod.getMetadata().getName(), pod);
        count();
    }

    @Override
    public synchronized void onDelete(Pod pod, boolean unknown) {
        pods.remove(pod.getMetadata().getName());
        count();
    }

    private void count() {
        pods.forEach((name, pod) -> {
            boolean ready = isReady(pod);
            if (!Boolean.valueOf(ready).equals(known.put(name, ready))) {
                story.add(Instant.now() + " " + name + (ready ? " is ready" : " is not ready"));
            }
        });
        Map<String, Integer> ready = new HashMap<>(Map.of("placement", 0, "journal", 0, "broker", 0));
        pods.values().stream().filter(Watchman::isReady).forEach(pod -> ready.merge(part(pod), 1, Integer::sum));
        ready.forEach((part, count) -> fewest.merge(part, count, Math::min));
    }

    private static boolean isReady(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() == null
                && pod.getStatus().getConditions().stream()
                        .anyMatch(condition ->
                                "Ready".equals(condition.getType()) && "True".equals(condition.getStatus()));
    }

    private static String part(Pod pod) {
        return Objects.requireNonNullElse(pod.getMetadata().getLabels().get(PART), "");
    }

    @Override
    public void close() {
        informer.close();
    }
}
