package io.robustmq.operator.app.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.robustmq.operator.app.observe.Desired;
import io.robustmq.operator.app.observe.Parts;
import io.robustmq.operator.app.testkit.ApiServer;
import io.robustmq.operator.rollout.wanted.Role;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be told of the images without building them. */
class ImagesTest {
    private static final Path IMAGES = Path.of("images");
    private static final Path ROOT = Path.of("..");

    /** Lines by the name of their stage. */
    private static Map<String, List<String>> stages() throws IOException {
        Map<String, List<String>> stages = new LinkedHashMap<>();
        List<String> current = new ArrayList<>();
        for (String line : Files.readAllLines(IMAGES.resolve("Dockerfile"))) {
            if (line.startsWith("FROM ")) {
                current = new ArrayList<>();
                stages.put(line.substring(line.lastIndexOf(' ') + 1), current);
            }
            if (!line.isBlank() && !line.startsWith("#")) {
                current.add(line);
            }
        }
        return stages;
    }

    @ParameterizedTest
    @ValueSource(strings = {"placement", "journal", "broker", "operator", "all"})
    void runsAsNobodyInParticularAndStopsInOrder(String image) throws IOException {
        assertThat(stages().get(image)).contains("USER 10001:10001", "STOPSIGNAL SIGTERM");
    }

    @Test
    void nothingNeedsAShell() throws IOException {
        for (List<String> lines : stages().values()) {
            assertThat(lines)
                    .filteredOn(line -> line.matches("(RUN|ENTRYPOINT|CMD) .*"))
                    .allMatch(line -> line.matches("(RUN|ENTRYPOINT|CMD) \\[\"java\", .*]"));
        }
    }

    @Test
    void podsAreStartedByOptionsThatTheImagesHave() throws IOException {
        Desired desired = Desired.of(ApiServer.read(""));
        for (Role role : Role.IN_ORDER) {
            String part = Parts.of(role).word();
            StatefulSet set = desired.sets().get(role);
            var pod = set.getSpec().getTemplate().getSpec();
            String options = "/opt/robustmq/" + part + "/options";

            assertThat(pod.getContainers().getFirst().getCommand()).containsExactly("java", "@" + options);
            assertThat(stages().get(part)).contains("ENTRYPOINT [\"java\", \"@" + options + "\"]");
            assertThat(stages().get(part + "-files")).contains("COPY operator/images/" + part + ".options " + options);
            assertThat(Files.readAllLines(IMAGES.resolve(part + ".options")))
                    .endsWith("-jar", "/opt/robustmq/" + part + "/" + part + ".jar")
                    .contains("-XX:AOTCache=/opt/robustmq/" + part + "/" + part + ".aot");
            assertThat(pod.getSecurityContext().getRunAsUser()).isEqualTo(10_001);
        }
    }

    /** Each library is copied once: those of others in one layer, our own in the next. */
    @ParameterizedTest
    @ValueSource(strings = {"placement", "journal", "broker"})
    void everyLibraryIsInTheImageOnce(String part) throws IOException {
        List<PathMatcher> patterns = new ArrayList<>();
        for (String line : stages().get(part + "-files")) {
            if (line.startsWith("COPY ") && line.contains("/app/lib/")) {
                for (String source : line.substring(5).split(" ")) {
                    if (source.contains("/app/lib/")) {
                        patterns.add(FileSystems.getDefault()
                                .getPathMatcher("glob:" + source.substring(source.lastIndexOf('/') + 1)));
                    }
                }
            }
        }
        assertThat(patterns).hasSize(3);
        Path libraries = ROOT.resolve(part).resolve("server/target/app/lib");
        List<String> names = Files.isDirectory(libraries)
                ? list(libraries)
                : List.of("com.a.jar", "io.netty.b.jar", "io.robustmq.c.jar", "org.d.jar", "jakarta.e.jar");
        for (String name : names) {
            assertThat(patterns)
                    .as(name)
                    .filteredOn(pattern -> pattern.matches(Path.of(name)))
                    .hasSize(1);
        }
        Pattern ours = Pattern.compile("io\\.r.*");
        assertThat(names)
                .filteredOn(name -> patterns.getLast().matches(Path.of(name)))
                .allMatch(name -> ours.matcher(name).matches());
    }

    private static List<String> list(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
