package io.robustmq.config.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A page under {@code src-docs/reference} that is made from the code. With {@code -Dregenerate} the test that calls this
 * writes the page; without, it fails where page and code differ.
 */
public final class GeneratedPage {

    private static final String DOCS = "src-docs";

    /** The top of the repository; tests run in the folder of their module. */
    public static final Path ROOT = Stream.iterate(Path.of("").toAbsolutePath(), Path::getParent)
            .filter(folder -> Files.isDirectory(folder.resolve(DOCS)))
            .findFirst()
            .orElseThrow();

    private GeneratedPage() {}

    public static void check(String name, String content) throws IOException {
        Path page = ROOT.resolve(DOCS).resolve("reference").resolve(name);
        if (System.getProperty("regenerate") != null) {
            Files.createDirectories(page.getParent());
            Files.writeString(page, content);
        }
        assertThat(page)
                .as("%s is made from the code: write it anew with -Dregenerate", name)
                .exists()
                .content()
                .isEqualTo(content);
    }
}
