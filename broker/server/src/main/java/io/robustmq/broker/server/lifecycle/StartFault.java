package io.robustmq.broker.server.lifecycle;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.BindException;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/** What the user reads when the application around the broker does not start: its only port, or a fault of ours in full. */
final class StartFault {

    private StartFault() {}

    static String text(Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                return "cannot listen on " + managementAddress() + " (management): " + cause.getMessage();
            }
        }
        StringWriter trace = new StringWriter();
        fault.printStackTrace(new PrintWriter(trace, true));
        return "cannot start" + System.lineSeparator() + trace;
    }

    /** The clients' ports are opened by the broker, which names them itself. */
    private static String managementAddress() {
        Config config = ConfigProvider.getConfig();
        return config.getValue("quarkus.management.host", String.class) + ":"
                + config.getValue("quarkus.management.port", String.class);
    }
}
