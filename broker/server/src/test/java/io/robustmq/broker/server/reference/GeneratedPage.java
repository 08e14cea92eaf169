package io.robustmq.broker.server.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A page under {@code src-docs/reference} that is made from the code. With {@code -Dregenerate} the test that calls this
 * writes the page; without, it fails where page and code differ.
 */
public final class GeneratedPage {

    /** The top of the repository; tests run in the folder of their module. */
    public static final Path ROOT = Path.of("..", "..");

    private GeneratedPage() {}

    public static void check(String name, String content) throws IOException {
        Path page = ROOT.resolve("src-docs").resolve("reference").resolve(name);
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
