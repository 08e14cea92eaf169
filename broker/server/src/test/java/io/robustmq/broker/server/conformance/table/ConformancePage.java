package io.robustmq.broker.server.conformance.table;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** The text of {@code src-docs/reference/conformance.md}. */
final class ConformancePage {
    /** More tests of one statement than these are only counted. */
    private static final int SHOWN_TESTS = 4;

    private final Evidence evidence;

    ConformancePage(Evidence evidence) {
        this.evidence = evidence;
    }

    String of(List<Statement> v5, List<Statement> v3) {
        List<Statement> v311 =
                v3.stream().filter(s -> s.id().startsWith("MQTT3-")).toList();
        List<Statement> v31 =
                v3.stream().filter(s -> s.id().startsWith("MQTT31-")).toList();
        return """
                # Conformance

                <!-- Made from the code by ConformancePageTest; do not edit. Write it anew with -Dregenerate. -->

                Every numbered normative statement of MQTT 5.0 and of MQTT 3.1.1, and what MQTT 3.1 asks otherwise, with the tests
                that hold the broker to it. The words are ours; the ids are those of the standards, with `MQTT3-` for 3.1.1. 3.1 has
                no ids: `MQTT31-` are ours.

                The tests speak raw bytes to a broker over a socket: `broker/server/src/test/java`, package
                `io.robustmq.broker.server.conformance`. Where a statement binds clients, a test shows what a client that breaks it
                gets. The build fails if a statement that binds a server has neither a test nor a reason.

                The brokers under test keep everything in memory. Over another storage the same tests run with its type, and with
                more settings where it needs them, by their names in the configuration file:

                    ./mvnw -pl broker/server -am test -Dsurefire.failIfNoSpecifiedTests=false \\
                        -Dtest='io.robustmq.broker.server.conformance.*Test' -Dconformance.storage=local \\
                        -Dconformance.settings=storage.local.tier=folder,storage.local.tier_folder=/tmp/tier

                """
                + totals("5.0", v5)
                + totals("3.1.1", v311)
                + totals("3.1", v31)
                + table("MQTT 5.0", v5)
                + table("MQTT 3.1.1", v311)
                + table("MQTT 3.1", v31);
    }

    private String totals(String version, List<Statement> statements) {
        return "- MQTT %s: %d statements, %d of which bind a server: %d tested, %d not, for the reason given. Of the other %d, %d are tested from the server's side.%n"
                .formatted(
                        version,
                        statements.size(),
                        count(statements, Statement::bindsServer),
                        count(statements, s -> s.bindsServer() && isTested(s)),
                        count(statements, s -> s.bindsServer() && !isTested(s)),
                        count(statements, s -> !s.bindsServer()),
                        count(statements, s -> !s.bindsServer() && isTested(s)));
    }

    private static long count(List<Statement> statements, Predicate<Statement> which) {
        return statements.stream().filter(which).count();
    }

    private boolean isTested(Statement statement) {
        return !evidence.testsOf(statement.id()).isEmpty();
    }

    private String table(String title, List<Statement> statements) {
        StringBuilder table = new StringBuilder(
                "\n## " + title + "\n\n| Statement | Binds | What it asks | Tests |\n|---|---|---|---|\n");
        for (Statement statement : statements) {
            table.append("| %s | %s | %s | %s |%n"
                    .formatted(
                            statement.id(),
                            statement.binds().name().toLowerCase(Locale.ROOT),
                            statement.gist().replace("|", "\\|"),
                            proof(statement)));
        }
        return table.toString();
    }

    private String proof(Statement statement) {
        List<String> tests = evidence.testsOf(statement.id());
        if (tests.isEmpty()) {
            return statement.untested().isEmpty() ? "none: binds clients" : "none: " + statement.untested();
        }
        String shown = String.join(
                ", ",
                tests.stream().limit(SHOWN_TESTS).map(test -> "`" + test + "`").toList());
        return tests.size() > SHOWN_TESTS ? shown + " and " + (tests.size() - SHOWN_TESTS) + " more" : shown;
    }
}
