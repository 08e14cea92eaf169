package io.robustmq.operator.app.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.client.dsl.base.CustomResourceDefinitionContext;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import io.fabric8.mockwebserver.http.Buffer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Server-side apply, as far as one that owns all it writes can tell: what is applied is laid over what is there, lists as a whole; what is so
 * already changes no version. Who owns which field is not kept.
 */
final class ApplyingDispatcher extends KubernetesCrudDispatcher {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final String STATUS = "/status";

    /** What whoever asks may do. */
    private static final String EVERYTHING = """
            {"apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectRulesReview", "spec": {}, "status": {"incomplete": false,
             "nonResourceRules": [], "resourceRules": [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}]}}
            """;

    private static final int NOT_FOUND = 404;

    private final Queue<String> requests = new ConcurrentLinkedQueue<>();

    ApplyingDispatcher(List<CustomResourceDefinitionContext> kinds) {
        super(kinds);
    }

    /** All that came so far of one who calls itself so: {@code METHOD PATH}, and {@code APPLY PATH} for server-side apply. */
    List<String> requests(String userAgent) {
        return requests.stream()
                .filter(request -> request.startsWith(userAgent + " "))
                .map(request -> request.substring(userAgent.length() + 1))
                .toList();
    }

    @Override
    public MockResponse dispatch(RecordedRequest request) {
        String type = request.getHeader("Content-Type");
        requests.add(request.getHeader("User-Agent") + " "
                + (type != null && type.contains("apply-patch") ? "APPLY" : request.getMethod()) + " "
                + request.getPath());
        boolean applies = "PATCH".equals(request.getMethod()) && type != null && type.contains("apply-patch");
        try {
            if (request.getPath().endsWith("/selfsubjectrulesreviews")) {
                return new MockResponse().setResponseCode(201).setBody(EVERYTHING);
            }
            return applies ? apply(request) : super.dispatch(request);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private MockResponse apply(RecordedRequest request) throws IOException {
        String path = request.getPath().replaceAll("\\?.*", "");
        boolean ofStatus = path.endsWith(STATUS);
        String object = ofStatus ? path.substring(0, path.length() - STATUS.length()) : path;
        ObjectNode applied = (ObjectNode) YAML.readTree(request.getUtf8Body());
        MockResponse there = handleGet(object);
        if (there.code() == NOT_FOUND) {
            return super.dispatch(
                    with(request, HttpMethod.POST, object.substring(0, object.lastIndexOf('/')), applied));
        }
        ObjectNode before = (ObjectNode) JSON.readTree(there.getBody().readUtf8());
        ObjectNode after = before.deepCopy();
        if (ofStatus) {
            after.set("status", applied.get("status"));
        } else {
            overlay(after, applied);
        }
        return after.equals(before) ? handleGet(object) : super.dispatch(with(request, HttpMethod.PUT, path, after));
    }

    private static void overlay(ObjectNode target, ObjectNode applied) {
        applied.properties().forEach(field -> {
            JsonNode there = target.get(field.getKey());
            if (there instanceof ObjectNode inner && field.getValue() instanceof ObjectNode given) {
                overlay(inner, given);
            } else {
                target.set(field.getKey(), field.getValue());
            }
        });
    }

    private static RecordedRequest with(RecordedRequest request, HttpMethod method, String path, ObjectNode body) {
        return new RecordedRequest(
                request.getHttpVersion(),
                method,
                path,
                request.getHeaders()
                        .newBuilder()
                        .setHeader("Content-Type", "application/json")
                        .build(),
                new Buffer(body.toString().getBytes(StandardCharsets.UTF_8)));
    }
}
