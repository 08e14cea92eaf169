package io.robustmq.operator.model.pods;

import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.robustmq.crds.v1alpha1.cluster.RobustMQClusterSpec;
import io.robustmq.operator.model.naming.Names;
import io.robustmq.operator.model.naming.Part;
import io.robustmq.operator.model.settings.BrokerFile;
import io.robustmq.operator.model.settings.JournalFile;
import io.robustmq.operator.model.settings.PlacementFile;
import io.robustmq.operator.model.settings.Toml;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a template says as a hash in the annotation {@code robustmq.io/revision}: pods with another one are made anew. Of the servers' files
 * only what needs a restart counts. What Kubernetes fills in by itself does not: the hash is ours.
 */
final class Revisions {
    static final String ANNOTATION = Names.GROUP + "revision";

    private Revisions() {}

    static void sign(PodTemplateSpec template, Part part, RobustMQClusterSpec spec) {
        Map<String, String> settings =
                switch (part) {
                    case PLACEMENT -> PlacementFile.settings(spec);
                    case JOURNAL -> JournalFile.settings(spec);
                    case BROKER -> BrokerFile.settings(spec);
                };
        String said = Serialization.asYaml(template) + "\n" + Toml.of(settings);
        Map<String, String> before = template.getMetadata().getAnnotations();
        Map<String, String> annotations = before == null ? new TreeMap<>() : new TreeMap<>(before);
        annotations.put(ANNOTATION, hash(said));
        template.getMetadata().setAnnotations(annotations);
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JDK has SHA-256", missing);
        }
    }
}
