package io.robustmq.operator.model.pods;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.PodAffinityTerm;
import io.fabric8.kubernetes.api.model.PodAffinityTermBuilder;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.robustmq.crds.v1alpha1.cluster.RobustMQClusterSpec;
import io.robustmq.crds.v1alpha1.cluster.TlsMode;
import io.robustmq.crds.v1alpha1.role.AntiAffinity;
import io.robustmq.crds.v1alpha1.role.PodSettings;
import io.robustmq.crds.v1alpha1.role.RoleSpec;
import io.robustmq.operator.model.naming.Names;
import io.robustmq.operator.model.naming.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The template of a part's pods, under the restricted pod security standard. It says nothing of how many pods there are: scaling restarts
 * none.
 */
final class PodTemplates {
    static final String DATA = "data";
    static final String CONFIG = "config";
    static final String TMP = "tmp";
    static final String ACCESS = "access";
    static final String TLS = "tls";
    static final String ADMIN = "admin";

    private static final long USER = 10_001;

    private PodTemplates() {}

    static PodTemplateSpec of(Part part, RobustMQClusterSpec spec, Names names) {
        RoleSpec role = StatefulSets.role(part, spec);
        PodSettings pod = role.pod();
        var containers = new ArrayList<>(List.of(ServerContainer.of(part, spec, names)));
        containers.addAll(pod.sidecars());
        Map<String, String> labels = new TreeMap<>(pod.labels());
        labels.putAll(names.labels(part));
        PodTemplateSpec template = new PodTemplateSpecBuilder()
                .withNewMetadata()
                .withLabels(labels)
                .withAnnotations(pod.annotations().isEmpty() ? null : new TreeMap<>(pod.annotations()))
                .endMetadata()
                .withNewSpec()
                .withContainers(containers)
                .withVolumes(volumes(part, spec, names, pod))
                .withImagePullSecrets(spec.imagePullSecrets())
                .withSecurityContext(pod.securityContext() == null ? restricted() : pod.securityContext())
                .withAffinity(pod.affinity() == null ? spread(part, role, names) : pod.affinity())
                .withNodeSelector(pod.nodeSelector().isEmpty() ? null : new TreeMap<>(pod.nodeSelector()))
                .withTolerations(pod.tolerations())
                .withTopologySpreadConstraints(pod.topologySpreadConstraints())
                .withPriorityClassName(pod.priorityClassName())
                .withServiceAccountName(pod.serviceAccountName())
                .withAutomountServiceAccountToken(pod.serviceAccountName() != null)
                .withEnableServiceLinks(false)
                .withTerminationGracePeriodSeconds(role.terminationGracePeriodSeconds())
                .endSpec()
                .build();
        Revisions.sign(template, part, spec);
        return template;
    }

    private static List<Volume> volumes(Part part, RobustMQClusterSpec spec, Names names, PodSettings pod) {
        List<Volume> volumes = new ArrayList<>();
        volumes.add(new VolumeBuilder()
                .withName(CONFIG)
                .withNewConfigMap()
                .withName(names.of(part))
                .endConfigMap()
                .build());
        volumes.add(new VolumeBuilder()
                .withName(TMP)
                .withNewEmptyDir()
                .endEmptyDir()
                .build());
        if (part == Part.PLACEMENT) {
            volumes.add(secret(ADMIN, names.tokenSecret()));
        }
        if (part == Part.BROKER) {
            volumes.add(secret(ACCESS, names.accessSecret()));
            if (spec.tls().mode() != TlsMode.DISABLED) {
                String given = spec.tls().secretName();
                volumes.add(secret(TLS, given == null ? names.tlsSecret() : given));
            }
        }
        volumes.addAll(pod.volumes());
        return volumes;
    }

    private static Volume secret(String volume, String name) {
        return new VolumeBuilder()
                .withName(volume)
                .withNewSecret()
                .withSecretName(name)
                .withDefaultMode(0440)
                .endSecret()
                .build();
    }

    private static PodSecurityContext restricted() {
        return new PodSecurityContextBuilder()
                .withRunAsNonRoot(true)
                .withRunAsUser(USER)
                .withRunAsGroup(USER)
                .withFsGroup(USER)
                .withFsGroupChangePolicy("OnRootMismatch")
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .build();
    }

    private static @Nullable Affinity spread(Part part, RoleSpec role, Names names) {
        if (role.antiAffinity() == AntiAffinity.DISABLED) {
            return null;
        }
        PodAffinityTerm others = new PodAffinityTermBuilder()
                .withTopologyKey("kubernetes.io/hostname")
                .withNewLabelSelector()
                .withMatchLabels(names.selector(part))
                .endLabelSelector()
                .build();
        var affinity = new AffinityBuilder().withNewPodAntiAffinity();
        return role.antiAffinity() == AntiAffinity.REQUIRED
                ? affinity.withRequiredDuringSchedulingIgnoredDuringExecution(others)
                        .endPodAntiAffinity()
                        .build()
                : affinity.addNewPreferredDuringSchedulingIgnoredDuringExecution()
                        .withWeight(100)
                        .withPodAffinityTerm(others)
                        .endPreferredDuringSchedulingIgnoredDuringExecution()
                        .endPodAntiAffinity()
                        .build();
    }
}
