package io.robustmq.broker.server.conformance.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.config.testkit.GeneratedPage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every statement that binds a server has a test or says why not, and {@code src-docs/reference/conformance.md} shows it. */
class ConformancePageTest {
    private static final List<Statement> V5 = Statement.list("mqtt-5.0.tsv");
    private static final List<Statement> V3 = Statement.list("mqtt-3.tsv");

    private final Evidence evidence = Evidence.ofTestClasses();

    private static Stream<Statement> all() {
        return Stream.concat(V5.stream(), V3.stream());
    }

    @Test
    void allStatementsOfTheStandardsAreListedOnce() {
        assertThat(V5).hasSize(251);
        assertThat(V3.stream().filter(s -> s.id().startsWith("MQTT3-"))).hasSize(141);
        assertThat(all().map(Statement::id)).doesNotHaveDuplicates();
    }

    @Test
    void everyTestNamesStatementsThatExist() {
        assertThat(all().map(Statement::id)).containsAll(evidence.ids());
    }

    @Test
    void everyTagInTheSourcesNamesAStatementThatExists() {
        Map<String, Path> tags = SourceTags.below(GeneratedPage.ROOT.resolve("broker"));
        assertThat(tags).hasSizeGreaterThan(100);
        all().map(Statement::id).forEach(tags::remove);
        assertThat(tags).isEmpty();
    }

    @Test
    void everyStatementThatBindsAServerIsTestedOrSaysWhyNot() {
        assertThat(all().filter(Statement::bindsServer)
                        .filter(s -> s.untested().isEmpty())
                        .map(Statement::id)
                        .filter(id -> evidence.testsOf(id).isEmpty()))
                .as("statements without a test")
                .isEmpty();
    }

    @Test
    void noStatementIsTestedThatIsSaidNotToBe() {
        assertThat(all().filter(s -> !s.untested().isEmpty()).map(Statement::id).filter(id -> !evidence.testsOf(id)
                        .isEmpty()))
                .isEmpty();
    }

    @Test
    void thePageIsUpToDate() throws IOException {
        GeneratedPage.check("conformance.md", new ConformancePage(evidence).of(V5, V3));
    }
}
