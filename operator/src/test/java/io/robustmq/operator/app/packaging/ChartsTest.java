package io.robustmq.operator.app.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be told of the charts without Helm: values, schema and templates speak of the same, and templates are closed. */
class ChartsTest {
    private static final Path HELM = Path.of("../helm");
    private static final Path CRDS = Path.of("../crds/manifests");
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern ACTION = Pattern.compile("\\{\\{-?\\s*(.*?)\\s*-?}}", Pattern.DOTALL);
    private static final Pattern VALUE = Pattern.compile("\\.Values((?:\\.[A-Za-z]+)+)");

    private static List<Path> templates(String chart) {
        try (Stream<Path> files = Files.list(HELM.resolve(chart).resolve("templates"))) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"robustmq-operator", "robustmq-cluster"})
    void theSchemaHasTheValuesAndNoOthers(String chart) throws IOException {
        JsonNode values =
                YAML.readTree(HELM.resolve(chart).resolve("values.yaml").toFile());
        JsonNode schema =
                JSON.readTree(HELM.resolve(chart).resolve("values.schema.json").toFile());

        Set<String> described = new TreeSet<>();
        schema.path("properties").fieldNames().forEachRemaining(described::add);
        described.remove("global");
        Set<String> given = new TreeSet<>();
        values.fieldNames().forEachRemaining(given::add);
        assertThat(described).isEqualTo(given);
        assertThat(schema.path("additionalProperties").asBoolean(true)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"robustmq-operator", "robustmq-cluster"})
    void templatesUseValuesThatThereAreAndAllOfThem(String chart) throws IOException {
        JsonNode values =
                YAML.readTree(HELM.resolve(chart).resolve("values.yaml").toFile());
        Set<String> used = new TreeSet<>();
        for (Path template : templates(chart)) {
            Matcher value = VALUE.matcher(Files.readString(template));
            while (value.find()) {
                JsonNode found = values.at(value.group(1).replace('.', '/'));
                assertThat(found.isMissingNode())
                        .as(template + ": " + value.group())
                        .isFalse();
                used.add(value.group(1).substring(1).replaceAll("\\..*", ""));
            }
        }
        Set<String> given = new TreeSet<>();
        values.fieldNames().forEachRemaining(given::add);
        assertThat(used).isEqualTo(given);
    }

    @ParameterizedTest
    @ValueSource(strings = {"robustmq-operator", "robustmq-cluster"})
    void whatTemplatesOpenTheyClose(String chart) throws IOException {
        for (Path template : templates(chart)) {
            Deque<String> open = new ArrayDeque<>();
            Matcher action = ACTION.matcher(Files.readString(template));
            while (action.find()) {
                String word = action.group(1).split("\\s+", 2)[0];
                if (Set.of("if", "with", "range", "define").contains(word)) {
                    open.push(word);
                } else if (word.equals("end")) {
                    assertThat(open).as(template.toString()).isNotEmpty();
                    open.pop();
                }
            }
            assertThat(open).as(template.toString()).isEmpty();
        }
    }

    @Test
    void theOperatorsChartHasTheKinds() throws IOException {
        try (Stream<Path> files = Files.list(CRDS)) {
            for (Path file : files.toList()) {
                Path copy = HELM.resolve("robustmq-operator/crds").resolve(file.getFileName());
                if (System.getProperty("regenerate") != null) {
                    Files.writeString(copy, Files.readString(file));
                }
                assertThat(copy).as("write it anew with -Dregenerate").hasSameTextualContentAs(file);
            }
        }
    }

    /** What Helm checks of a spec is what the API server will, but for the rules that span properties. */
    @Test
    void theClustersChartHasTheSchemaOfTheResource() throws IOException {
        JsonNode kind = YAML.readTree(
                CRDS.resolve("robustmqclusters.robustmq.io-v1.yml").toFile());
        JsonNode spec = kind.at("/spec/versions/0/schema/openAPIV3Schema/properties/spec");
        ObjectNode schema = JSON.createObjectNode();
        schema.put("$schema", "https://json-schema.org/draft-07/schema#");
        schema.put("type", "object");
        schema.put("additionalProperties", false);
        ObjectNode properties = schema.putObject("properties");
        properties.putObject("global").put("type", "object");
        properties.putObject("name").put("type", "string").put("maxLength", 40);
        properties.putObject("labels").put("type", "object");
        properties.putObject("annotations").put("type", "object");
        properties.set("spec", withoutKubernetes(spec));
        Path file = HELM.resolve("robustmq-cluster/values.schema.json");
        String text = JSON.copy().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(schema) + "\n";
        if (System.getProperty("regenerate") != null) {
            Files.writeString(file, text);
        }

        assertThat(file)
                .as("write it anew with -Dregenerate")
                .exists()
                .content()
                .isEqualTo(text);
    }

    /** Properties that are not named are refused, unless they are open; Kubernetes' own words mean nothing to Helm. */
    private static JsonNode withoutKubernetes(JsonNode node) {
        if (node instanceof ObjectNode object) {
            ObjectNode result = JSON.createObjectNode();
            boolean open = object.path("x-kubernetes-preserve-unknown-fields").asBoolean();
            object.properties().stream()
                    .filter(field -> !field.getKey().startsWith("x-kubernetes-"))
                    .forEach(field -> result.set(field.getKey(), withoutKubernetes(field.getValue())));
            if (object.path("x-kubernetes-int-or-string").asBoolean()) {
                result.remove("type");
            }
            if (object.has("properties")
                    && object.path("properties").isObject()
                    && object.path("type").isTextual()
                    && !open) {
                result.put("additionalProperties", false);
            }
            return result;
        }
        return node;
    }

    /** Rights and the way it is run are the same, by Helm and without. */
    @Test
    void thePlainManifestIsWhatTheChartMakes() throws IOException {
        List<JsonNode> plain = YAML.readerFor(JsonNode.class)
                .<JsonNode>readValues(Path.of("manifests/operator.yaml").toFile())
                .readAll();
        JsonNode rules =
                YAML.readTree(HELM.resolve("robustmq-operator/files/rules.yaml").toFile());
        JsonNode lease = YAML.readTree(
                HELM.resolve("robustmq-operator/files/lease-rules.yaml").toFile());

        assertThat(named(plain, "ClusterRole").path("rules")).isEqualTo(rules);
        assertThat(named(plain, "Role").path("rules")).isEqualTo(lease);
        JsonNode pod = named(plain, "Deployment").at("/spec/template/spec");
        assertThat(pod.at("/containers/0/image").asText())
                .isEqualTo("robustmq/robustmq-operator:"
                        + YAML.readTree(HELM.resolve("robustmq-operator/Chart.yaml")
                                        .toFile())
                                .path("appVersion")
                                .asText());
        String template = Files.readString(HELM.resolve("robustmq-operator/templates/deployment.yaml"));
        for (String line : List.of(
                "runAsNonRoot: true",
                "runAsUser: 10001",
                "type: RuntimeDefault",
                "allowPrivilegeEscalation: false",
                "readOnlyRootFilesystem: true",
                "drop: [ALL]",
                "path: /q/health/started",
                "path: /q/health/live",
                "path: /q/health/ready")) {
            assertThat(template).contains(line);
            assertThat(Files.readString(Path.of("manifests/operator.yaml"))).contains(line);
        }
    }

    /** A name that the operator does not know would stop its start. */
    @Test
    void theOperatorKnowsTheSettingsItIsGiven() throws IOException {
        String page = Files.readString(Path.of("../src-docs/reference/operator-configuration.md"));
        for (Path file : List.of(
                HELM.resolve("robustmq-operator/templates/deployment.yaml"), Path.of("manifests/operator.yaml"))) {
            assertThat(Pattern.compile("ROBUSTMQ_[A-Z_]+")
                            .matcher(Files.readString(file))
                            .results()
                            .map(MatchResult::group))
                    .isNotEmpty()
                    .allSatisfy(name -> assertThat(page).contains("`" + name + "`"));
        }
    }

    private static JsonNode named(List<JsonNode> documents, String kind) {
        return documents.stream()
                .filter(document -> document.path("kind").asText().equals(kind))
                .findFirst()
                .orElseThrow();
    }
}
