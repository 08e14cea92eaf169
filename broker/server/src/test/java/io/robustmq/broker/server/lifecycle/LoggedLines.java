package io.robustmq.broker.server.lifecycle;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** What one class logs while a test runs: a field with {@code @RegisterExtension}. */
public final class LoggedLines implements BeforeEachCallback, AfterEachCallback {

    private final Logger logger;
    private final List<LogRecord> lines = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            lines.add(line);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private LoggedLines(Logger logger) {
        this.logger = logger;
    }

    public static LoggedLines of(Class<?> who) {
        return new LoggedLines(Logger.getLogger(who.getName()));
    }

    public List<LogRecord> lines() {
        return lines;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        logger.addHandler(handler);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        logger.removeHandler(handler);
    }
}
