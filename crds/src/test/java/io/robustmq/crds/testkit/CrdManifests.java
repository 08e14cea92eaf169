package io.robustmq.crds.testkit;

import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.robustmq.crds.v1alpha1.RobustMQCluster;
import io.robustmq.crds.v1alpha1.RobustMQTopicRule;
import io.robustmq.crds.v1alpha1.RobustMQUser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The custom resource definitions as YAML: made of the Java model, and as they are checked in. */
public final class CrdManifests {

    private static final List<Class<? extends HasMetadata>> KINDS =
            List.of(RobustMQCluster.class, RobustMQTopicRule.class, RobustMQUser.class);

    /** Forms of Kubernetes that would fill the schema: it leaves them open, and Kubernetes checks them in the pods' template. */
    private static final Set<String> OPEN = Set.of("affinity", "securityContext");

    private static final Set<String> OPEN_ITEMS =
            Set.of("env", "volumes", "volumeMounts", "sidecars", "topologySpreadConstraints", "tolerations");

    /** Lists whose items are known by a key, so that two writers can each own some. */
    private static final Map<String, String> KEYS = Map.of("conditions", "type", "listeners", "name");

    private CrdManifests() {}

    /** The folder that {@code kubectl apply -f} takes; tests run in a module of the repository. */
    public static Path folder() {
        return Stream.iterate(Path.of("").toAbsolutePath(), Path::getParent)
                .takeWhile(folder -> folder != null)
                .map(folder -> folder.resolve("crds/manifests"))
                .filter(Files::isDirectory)
                .findFirst()
                .orElseThrow();
    }

    /** By file name. */
    public static Map<String, String> made() {
        Map<String, ByteArrayOutputStream> files = new TreeMap<>();
        var output = new CRDGenerator.AbstractCRDOutput<ByteArrayOutputStream>() {
            @Override
            protected ByteArrayOutputStream createStreamFor(String name) {
                return files.computeIfAbsent(name + ".yml", file -> new ByteArrayOutputStream());
            }
        };
        new CRDGenerator()
                .customResourceClasses(KINDS)
                .withMinQuotes(true)
                .withPostProcessor(new CRDPostProcessor() {
                    @Override
                    public HasMetadata process(HasMetadata crd, String version) {
                        return opened((CustomResourceDefinition) crd);
                    }
                })
                .withOutput(output)
                .generate();
        Map<String, String> texts = new TreeMap<>();
        files.forEach((name, bytes) -> texts.put(name, bytes.toString(StandardCharsets.UTF_8)));
        return texts;
    }

    public static String checkedIn(String name) throws IOException {
        return Files.readString(folder().resolve(name));
    }

    private static CustomResourceDefinition opened(CustomResourceDefinition crd) {
        crd.getSpec().getVersions().forEach(version -> {
            JSONSchemaProps root = version.getSchema().getOpenAPIV3Schema();
            root.setRequired(List.of("spec"));
            change("", root);
        });
        return crd;
    }

    private static void change(String name, JSONSchemaProps schema) {
        // A record's field and its accessor bear the same annotations: rules of properties are found twice.
        if (schema.getXKubernetesValidations() != null) {
            schema.setXKubernetesValidations(
                    schema.getXKubernetesValidations().stream().distinct().toList());
        }
        if (OPEN.contains(name)) {
            open(schema);
        } else if (OPEN_ITEMS.contains(name) && schema.getItems() != null) {
            open(schema.getItems().getSchema());
        }
        if (KEYS.containsKey(name)) {
            schema.setXKubernetesListType("map");
            schema.setXKubernetesListMapKeys(List.of(KEYS.get(name)));
            requireKey(schema.getItems().getSchema(), KEYS.get(name));
        }
        if (schema.getProperties() != null) {
            schema.getProperties().forEach(CrdManifests::change);
        }
        if (schema.getItems() != null && schema.getItems().getSchema() != null) {
            change("", schema.getItems().getSchema());
        }
    }

    /** API servers want it: an item without its key could not be told from others. */
    private static void requireKey(JSONSchemaProps item, String key) {
        Set<String> required = new TreeSet<>(item.getRequired() == null ? List.of() : item.getRequired());
        required.add(key);
        item.setRequired(List.copyOf(required));
    }

    private static void open(JSONSchemaProps schema) {
        schema.setProperties(null);
        schema.setRequired(null);
        schema.setXKubernetesPreserveUnknownFields(true);
    }
}
