package io.robustmq.broker.server.conformance.table;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * One normative statement.
 *
 * @param gist in our own words
 * @param untested why there is no test, or empty
 */
record Statement(String id, Binds binds, String gist, String untested) {

    /** Who has to obey. */
    enum Binds {
        SERVER,
        CLIENT,
        BOTH
    }

    boolean bindsServer() {
        return binds != Binds.CLIENT;
    }

    /** The statements of one of the lists under {@code conformance/}, in its order. */
    static List<Statement> list(String file) {
        try (InputStream in = Statement.class.getResourceAsStream("/conformance/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(Statement::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Statement parse(String line) {
        String[] columns = line.split("\t", -1);
        return new Statement(
                columns[0],
                Binds.valueOf(columns[1].toUpperCase(Locale.ROOT)),
                columns[2],
                columns.length > 3 ? columns[3] : "");
    }
}
