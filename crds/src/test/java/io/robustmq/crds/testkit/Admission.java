package io.robustmq.crds.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What an API server does with a resource before it stores it, as far as our schemas need it: defaults, then types, bounds and
 * patterns, then the CEL rules; of a change also the rules that compare with what was there.
 *
 * <p>Source: Kubernetes, "Extend the Kubernetes API with CustomResourceDefinitions", sections on defaulting, pruning and validation rules.
 */
public final class Admission {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private static final Set<String> ENVELOPE = Set.of("apiVersion", "kind", "metadata");

    private final JsonNode schema;
    private final CelRules rules = new CelRules();

    private Admission(JsonNode schema) {
        this.schema = schema;
    }

    /** @param file name of a manifest in {@code crds/manifests} */
    public static Admission of(String file) throws IOException {
        JsonNode crd = YAML.readTree(CrdManifests.checkedIn(file));
        return new Admission(crd.at("/spec/versions/0/schema/openAPIV3Schema"));
    }

    public static JsonNode yaml(String text) throws IOException {
        return YAML.readTree(text);
    }

    /** With defaults where nothing is given. */
    public JsonNode defaulted(JsonNode resource) {
        JsonNode copy = resource.deepCopy();
        fill(copy, schema);
        return copy;
    }

    /** What is wrong with a new resource, empty if nothing. */
    public List<String> create(JsonNode resource) {
        return faultsOf(defaulted(resource), null);
    }

    /** What is wrong with a change, empty if nothing. */
    public List<String> update(JsonNode before, JsonNode after) {
        return faultsOf(defaulted(after), defaulted(before));
    }

    /**
     * Why an API server would not take the schema itself, empty if it would: defaults keep to rules as they are written, before what is missing in
     * them is filled up, and keys of lists are there in each item.
     */
    public List<String> faultsOfSchema() {
        List<String> faults = new ArrayList<>();
        examine("", schema, faults);
        return faults;
    }

    private void examine(String path, JsonNode schema, List<String> faults) {
        if (schema.has("default")) {
            check(path + ".default", schema.get("default"), null, schema, faults, true);
        }
        JsonNode items = schema.path("items");
        for (JsonNode key : schema.path("x-kubernetes-list-map-keys")) {
            boolean isThere = texts(items.path("required")).contains(key.asText())
                    || items.path("properties").path(key.asText()).has("default");
            if (!isThere) {
                faults.add(path + ": items may lack their key " + key.asText());
            }
        }
        schema.path("properties")
                .properties()
                .forEach(field -> examine(path + "." + field.getKey(), field.getValue(), faults));
        if (!items.isMissingNode()) {
            examine(path + "[]", items, faults);
        }
    }

    /** Rules are asked once the form is right: they may rely on it. */
    private List<String> faultsOf(JsonNode resource, JsonNode before) {
        List<String> faults = new ArrayList<>();
        check("", resource, before, schema, faults, false);
        if (faults.isEmpty()) {
            check("", resource, before, schema, faults, true);
        }
        return faults;
    }

    private static void fill(JsonNode value, JsonNode schema) {
        if (value instanceof ObjectNode object) {
            schema.path("properties").properties().forEach(field -> {
                if (!object.has(field.getKey()) && field.getValue().has("default")) {
                    object.set(field.getKey(), field.getValue().get("default").deepCopy());
                }
                if (object.has(field.getKey())) {
                    fill(object.get(field.getKey()), field.getValue());
                }
            });
        } else if (value.isArray()) {
            value.forEach(item -> fill(item, schema.path("items")));
        }
    }

    private void check(
            String path, JsonNode value, JsonNode before, JsonNode schema, List<String> faults, boolean rulesToo) {
        if (!hasType(value, schema)) {
            faults.add(path + ": not of type " + schema.path("type").asText());
            return;
        }
        bounds(path, value, schema, faults);
        if (value.isObject()) {
            fields(path, value, before, schema, faults, rulesToo);
        } else if (value.isArray()) {
            items(path, value, before, schema, faults, rulesToo);
        }
        if (rulesToo) {
            askRules(path, value, before, schema, faults);
        }
    }

    private void askRules(String path, JsonNode value, JsonNode before, JsonNode schema, List<String> faults) {
        for (JsonNode rule : schema.path("x-kubernetes-validations")) {
            String text = rule.get("rule").asText();
            if (text.contains("oldSelf") && before == null) {
                continue;
            }
            if (!rules.holds(text, value, before)) {
                faults.add(path + ": " + rule.get("message").asText());
            }
        }
    }

    private void fields(
            String path, JsonNode value, JsonNode before, JsonNode schema, List<String> faults, boolean rulesToo) {
        schema.path("required").forEach(name -> {
            if (!value.has(name.asText())) {
                faults.add(path + "." + name.asText() + ": is missing");
            }
        });
        boolean open = schema.path("x-kubernetes-preserve-unknown-fields").asBoolean() || !schema.has("properties");
        value.properties().forEach(field -> {
            JsonNode below = schema.path("properties").path(field.getKey());
            if (!below.isMissingNode()) {
                JsonNode old = before == null ? null : before.get(field.getKey());
                check(path + "." + field.getKey(), field.getValue(), old, below, faults, rulesToo);
            } else if (schema.has("additionalProperties")) {
                check(
                        path + "." + field.getKey(),
                        field.getValue(),
                        null,
                        schema.get("additionalProperties"),
                        faults,
                        rulesToo);
            } else if (!open && !(path.isEmpty() && ENVELOPE.contains(field.getKey()))) {
                faults.add(path + "." + field.getKey() + ": is unknown");
            }
        });
    }

    /** Items are compared with those of before where the schema says which belong together. */
    private void items(
            String path, JsonNode value, JsonNode before, JsonNode schema, List<String> faults, boolean rulesToo) {
        String key = schema.path("x-kubernetes-list-map-keys").path(0).asText(null);
        List<String> seen = new ArrayList<>();
        for (JsonNode item : value) {
            JsonNode old = null;
            if (key != null) {
                String name = item.path(key).asText();
                if (seen.contains(name)) {
                    faults.add(path + ": " + name + " is there twice");
                }
                seen.add(name);
                old = withKey(before, key, name);
            }
            check(path + "[]", item, old, schema.path("items"), faults, rulesToo);
        }
    }

    private static JsonNode withKey(JsonNode list, String key, String name) {
        if (list != null) {
            for (JsonNode item : list) {
                if (item.path(key).asText().equals(name)) {
                    return item;
                }
            }
        }
        return null;
    }

    private static boolean hasType(JsonNode value, JsonNode schema) {
        return switch (schema.path("type").asText()) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            default -> true;
        };
    }

    private static void bounds(String path, JsonNode value, JsonNode schema, List<String> faults) {
        long size = value.isTextual() ? value.asText().length() : value.size();
        for (String least : List.of("minLength", "minItems", "minProperties")) {
            if (schema.has(least) && size < schema.get(least).asLong()) {
                faults.add(path + ": shorter than " + schema.get(least));
            }
        }
        for (String most : List.of("maxLength", "maxItems", "maxProperties")) {
            if (schema.has(most) && size > schema.get(most).asLong()) {
                faults.add(path + ": longer than " + schema.get(most));
            }
        }
        if (schema.has("minimum") && value.asDouble() < schema.get("minimum").asDouble()) {
            faults.add(path + ": less than " + schema.get("minimum").asLong());
        }
        if (schema.has("maximum") && value.asDouble() > schema.get("maximum").asDouble()) {
            faults.add(path + ": more than " + schema.get("maximum").asLong());
        }
        if (schema.has("pattern")
                && !Pattern.compile(schema.get("pattern").asText())
                        .matcher(value.asText())
                        .find()) {
            faults.add(path + ": does not match " + schema.get("pattern").asText());
        }
        if (schema.has("enum") && !List.copyOf(texts(schema.get("enum"))).contains(value.asText())) {
            faults.add(path + ": none of " + schema.get("enum"));
        }
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(item -> texts.add(item.asText()));
        return texts;
    }
}
