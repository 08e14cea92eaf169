package io.robustmq.operator.model.pods;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.robustmq.crds.v1alpha1.cluster.PullPolicy;
import io.robustmq.crds.v1alpha1.cluster.RobustMQClusterSpec;
import io.robustmq.crds.v1alpha1.cluster.StorageAdapter;
import io.robustmq.crds.v1alpha1.cluster.TlsMode;
import io.robustmq.crds.v1alpha1.role.Probes;
import io.robustmq.crds.v1alpha1.role.RoleSpec;
import io.robustmq.operator.model.naming.Names;
import io.robustmq.operator.model.naming.Part;
import io.robustmq.operator.model.settings.BrokerFile;
import io.robustmq.operator.model.settings.Door;
import io.robustmq.operator.model.settings.JournalFile;
import io.robustmq.operator.model.settings.PlacementFile;
import io.robustmq.operator.model.settings.Shared;
import java.util.ArrayList;
import java.util.List;

/** The container of a server: the file of its part, and in the environment what is the pod's own or secret. */
final class ServerContainer {
    private static final String FILES = "/etc/robustmq/config";
    private static final String FOLDER = "/var/lib/robustmq";

    /** Where the images have a folder for each part, with the server and the JVM's options for it. */
    private static final String IMAGE = "/opt/robustmq";

    private ServerContainer() {}

    static Container of(Part part, RobustMQClusterSpec spec, Names names) {
        RoleSpec role = StatefulSets.role(part, spec);
        List<EnvVar> environment = environment(part, spec, names);
        environment.addAll(role.pod().env());
        List<VolumeMount> mounts = mounts(part, spec);
        mounts.addAll(role.pod().volumeMounts());
        Probes probes = role.probes();
        return new ContainerBuilder()
                .withName(part.word())
                .withImage(Images.of(spec, part))
                .withImagePullPolicy(word(spec.imagePullPolicy()))
                .withCommand("java", "@" + IMAGE + "/" + part.word() + "/options")
                .withEnv(environment)
                .withPorts(ports(part, spec))
                .withVolumeMounts(mounts)
                .withResources(role.resources())
                .withStartupProbe(
                        probe("started", probes, Math.ceilDiv(probes.startupSeconds(), probes.periodSeconds())))
                .withLivenessProbe(probe("live", probes, probes.failureThreshold()))
                .withReadinessProbe(probe("ready", probes, probes.failureThreshold()))
                .withNewSecurityContext()
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(true)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities()
                .endSecurityContext()
                .build();
    }

    private static String word(PullPolicy policy) {
        return switch (policy) {
            case ALWAYS -> "Always";
            case IF_NOT_PRESENT -> "IfNotPresent";
            case NEVER -> "Never";
        };
    }

    private static List<EnvVar> environment(Part part, RobustMQClusterSpec spec, Names names) {
        String host = names.host(part, "$(POD_NAME)");
        List<EnvVar> environment = new ArrayList<>();
        environment.add(field("POD_NAME", "metadata.name"));
        environment.add(value("ROBUSTMQ_DATA_PATH", FOLDER));
        switch (part) {
            case PLACEMENT -> {
                environment.add(value("ROBUSTMQ_CONFIG_FILE", FILES + "/" + PlacementFile.NAME));
                environment.add(field("ROBUSTMQ_NODE_NODE_ID", "metadata.labels['apps.kubernetes.io/pod-index']"));
                environment.add(value("ROBUSTMQ_NODE_ADDR", host));
            }
            case JOURNAL -> {
                environment.add(value("ROBUSTMQ_CONFIG_FILE", FILES + "/" + JournalFile.NAME));
                environment.add(value("ROBUSTMQ_NODE_ADDR", host));
            }
            case BROKER -> {
                environment.add(value("ROBUSTMQ_CONFIG_FILE", FILES + "/" + BrokerFile.NAME));
                environment.add(field("ROBUSTMQ_BROKER_NODE_ID", "metadata.labels['apps.kubernetes.io/pod-index']"));
                environment.add(value("ROBUSTMQ_CLUSTER_ADDRESS", host));
                secrets(spec.storageAdapter(), environment);
            }
        }
        return environment;
    }

    private static void secrets(StorageAdapter adapter, List<EnvVar> environment) {
        if (adapter.mysql() != null) {
            String secret = adapter.mysql().secretName();
            environment.add(secret("ROBUSTMQ_STORAGE_MYSQL_USER", secret, "user"));
            environment.add(secret("ROBUSTMQ_STORAGE_MYSQL_PASSWORD", secret, "password"));
        }
        if (adapter.s3() != null && adapter.s3().secretName() != null) {
            String secret = adapter.s3().secretName();
            environment.add(secret("ROBUSTMQ_STORAGE_S3_ACCESS_KEY", secret, "access-key"));
            environment.add(secret("ROBUSTMQ_STORAGE_S3_SECRET_KEY", secret, "secret-key"));
        }
    }

    private static EnvVar value(String name, String value) {
        return new EnvVarBuilder().withName(name).withValue(value).build();
    }

    /** The version is written, although it is the default: an API server that fills it in would make a difference. */
    private static EnvVar field(String name, String path) {
        return new EnvVarBuilder()
                .withName(name)
                .withNewValueFrom()
                .withNewFieldRef("v1", path)
                .endValueFrom()
                .build();
    }

    private static EnvVar secret(String name, String secret, String key) {
        return new EnvVarBuilder()
                .withName(name)
                .withNewValueFrom()
                .withNewSecretKeyRef(key, secret, false)
                .endValueFrom()
                .build();
    }

    private static List<ContainerPort> ports(Part part, RobustMQClusterSpec spec) {
        List<ContainerPort> ports = new ArrayList<>();
        switch (part) {
            case PLACEMENT -> {
                ports.add(port("grpc", PlacementFile.GRPC));
                ports.add(port("raft", PlacementFile.RAFT));
                ports.add(port("admin", Shared.ADMIN));
            }
            case JOURNAL -> {
                ports.add(port("grpc", JournalFile.GRPC));
                ports.add(port("raft", JournalFile.RAFT));
            }
            case BROKER -> {
                spec.listeners().forEach(listener -> {
                    Door door = Door.of(listener.protocol());
                    ports.add(port(door.word(), door.port()));
                });
                ports.add(port("peers", BrokerFile.PEERS));
            }
        }
        ports.add(port("management", Shared.MANAGEMENT));
        return ports;
    }

    private static ContainerPort port(String name, int port) {
        return new ContainerPortBuilder()
                .withName(name)
                .withContainerPort(port)
                .withProtocol("TCP")
                .build();
    }

    private static List<VolumeMount> mounts(Part part, RobustMQClusterSpec spec) {
        List<VolumeMount> mounts = new ArrayList<>();
        mounts.add(mount(PodTemplates.DATA, FOLDER, false));
        mounts.add(mount(PodTemplates.CONFIG, FILES, true));
        mounts.add(mount(PodTemplates.TMP, "/tmp", false));
        if (part == Part.PLACEMENT) {
            mounts.add(mount(PodTemplates.ADMIN, Shared.TOKEN, true));
        }
        if (part == Part.BROKER) {
            mounts.add(mount(PodTemplates.ACCESS, BrokerFile.ACCESS, true));
            if (spec.tls().mode() != TlsMode.DISABLED) {
                mounts.add(mount(PodTemplates.TLS, BrokerFile.TLS, true));
            }
        }
        return mounts;
    }

    private static VolumeMount mount(String name, String path, boolean readOnly) {
        return new VolumeMountBuilder()
                .withName(name)
                .withMountPath(path)
                .withReadOnly(readOnly ? true : null)
                .build();
    }

    private static Probe probe(String question, Probes probes, int failures) {
        return new ProbeBuilder()
                .withNewHttpGet()
                .withPath("/q/health/" + question)
                .withNewPort("management")
                .withScheme("HTTP")
                .endHttpGet()
                .withPeriodSeconds(probes.periodSeconds())
                .withTimeoutSeconds(probes.timeoutSeconds())
                .withFailureThreshold(failures)
                .build();
    }
}
