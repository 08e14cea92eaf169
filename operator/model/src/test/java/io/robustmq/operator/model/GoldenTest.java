package io.robustmq.operator.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Folders {@code models/NAME}: of {@code in-cluster.yaml} comes {@code out-objects.yaml}. {@code -Dregenerate} writes it anew. */
class GoldenTest {
    private static final Path MODELS = Path.of("src/test/resources/models");

    static Stream<String> folders() throws IOException {
        try (Stream<Path> folders = Files.list(MODELS)) {
            return folders.map(folder -> folder.getFileName().toString()).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("folders")
    void theResourceBecomesTheseObjects(String folder) throws IOException {
        String made =
                Rendering.of(Models.read(Files.readString(MODELS.resolve(folder).resolve("in-cluster.yaml")))).stream()
                        .map(Serialization::asYaml)
                        .collect(Collectors.joining());
        Path expected = MODELS.resolve(folder).resolve("out-objects.yaml");
        if (System.getProperty("regenerate") != null) {
            Files.writeString(expected, made);
        }

        assertThat(expected)
                .as(
                        "%s is made of the resource beside it: write it anew with -Dregenerate, and read the"
                                + " difference",
                        expected)
                .exists()
                .content()
                .isEqualTo(made);
    }
}
