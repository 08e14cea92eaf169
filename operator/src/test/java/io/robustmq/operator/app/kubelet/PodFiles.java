package io.robustmq.operator.app.kubelet;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a pod finds at its mounts, and in its environment. */
final class PodFiles {
    private final KubernetesClient client;
    private final Pod pod;
    private final Path folder;
    private final Path volumes;
    private final UnaryOperator<String> resolved;
    private final Map<String, Path> mounts = new LinkedHashMap<>();

    /**
     * @param folder of this pod; new for each
     * @param volumes with a folder for each claim, which outlive pods
     * @param resolved names as addresses
     */
    PodFiles(KubernetesClient client, Pod pod, Path folder, Path volumes, UnaryOperator<String> resolved) {
        this.client = client;
        this.pod = pod;
        this.folder = folder;
        this.volumes = volumes;
        this.resolved = resolved;
    }

    /** @throws IllegalStateException if something that is mounted is not there yet: a kubelet tries again */
    void mount(Container container) throws IOException {
        for (VolumeMount mount : container.getVolumeMounts()) {
            Path place = mount.getName().equals("data") ? volumes.resolve(claim()) : folder.resolve(mount.getName());
            Files.createDirectories(place);
            mounts.put(mount.getMountPath(), place);
        }
        refresh();
    }

    /** Has files follow what they are of, as kubelets do in time. */
    void refresh() throws IOException {
        for (Volume volume : pod.getSpec().getVolumes()) {
            Path place = folder.resolve(volume.getName());
            if (volume.getConfigMap() != null) {
                write(place, configMap(volume.getConfigMap().getName()));
            }
            if (volume.getSecret() != null) {
                write(place, secret(volume.getSecret().getSecretName()));
            }
        }
    }

    /** A claim that was deleted and made anew is another volume. */
    private String claim() {
        String name = "data-" + pod.getMetadata().getName();
        var claim = client.persistentVolumeClaims()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(name)
                .get();
        if (claim == null) {
            throw new IllegalStateException("no claim " + name);
        }
        return name + "-" + claim.getMetadata().getUid();
    }

    private void write(Path place, Map<String, String> files) throws IOException {
        Files.createDirectories(place);
        for (var file : files.entrySet()) {
            Path there = place.resolve(file.getKey());
            String text = here(file.getValue());
            if (!Files.exists(there) || !Files.readString(there).equals(text)) {
                Path next = Files.writeString(folder.resolve(file.getKey() + ".next"), text);
                Files.move(next, there, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private Map<String, String> configMap(String name) {
        var map = client.configMaps()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(name)
                .get();
        if (map == null) {
            throw new IllegalStateException("no ConfigMap " + name);
        }
        return map.getData();
    }

    private Map<String, String> secret(String name) {
        Secret secret = client.secrets()
                .inNamespace(pod.getMetadata().getNamespace())
                .withName(name)
                .get();
        if (secret == null) {
            throw new IllegalStateException("no Secret " + name);
        }
        Map<String, String> files = new LinkedHashMap<>();
        secret.getData()
                .forEach((key, value) ->
                        files.put(key, new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8)));
        return files;
    }

    /** Paths as they are on this machine; the address of all interfaces as the pod's, since pods share the machine's. */
    private String here(String text) {
        String paths = mounts.keySet().stream().map(Pattern::quote).collect(Collectors.joining("|"));
        return Pattern.compile("(" + paths + ")(?![\\w-])")
                .matcher(resolved.apply(text).replace("0.0.0.0", pod.getStatus().getPodIP()))
                .replaceAll(path -> Matcher.quoteReplacement(String.valueOf(mounts.get(path.group()))));
    }

    Map<String, String> environment(Container container) {
        Map<String, String> environment = new LinkedHashMap<>();
        for (EnvVar variable : container.getEnv()) {
            String value = value(variable);
            for (var known : environment.entrySet()) {
                value = value.replace("$(" + known.getKey() + ")", known.getValue());
            }
            environment.put(variable.getName(), here(value));
        }
        return environment;
    }

    private String value(EnvVar variable) {
        var source = variable.getValueFrom();
        if (source == null) {
            return variable.getValue();
        }
        if (source.getFieldRef() != null) {
            return field(source.getFieldRef().getFieldPath());
        }
        return Objects.requireNonNull(secret(source.getSecretKeyRef().getName())
                .get(source.getSecretKeyRef().getKey()));
    }

    private String field(String path) {
        return switch (path) {
            case "metadata.name" -> pod.getMetadata().getName();
            case "metadata.labels['apps.kubernetes.io/pod-index']" ->
                Objects.requireNonNull(pod.getMetadata().getLabels().get("apps.kubernetes.io/pod-index"));
            default -> throw new IllegalArgumentException("no field " + path);
        };
    }
}
