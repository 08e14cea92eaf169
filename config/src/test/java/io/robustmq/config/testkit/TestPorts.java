package io.robustmq.config.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports on loopback for servers that are to come back at the port they had. A port that the system picks does not do: while its server
 * is away, the system may give it to anyone's outgoing connection, and the server finds it taken.
 *
 * <p>So these are below those that systems pick by themselves (Linux begins at 32,768, others at 49,152), each is given once in a
 * process, and processes begin at different ones. Thread-safe.
 */
public final class TestPorts {

    private static final int FIRST = 20_000;
    private static final int PORTS = 12_000;
    private static final int A_PROCESS = 97; // prime to the number of ports, so that processes spread over all of them

    private static final AtomicInteger GIVEN =
            new AtomicInteger((int) (ProcessHandle.current().pid() * A_PROCESS % PORTS));

    private TestPorts() {}

    /** A port where nobody listens, and that this process has not given before. */
    public static int next() {
        for (int i = 0; i < PORTS; i++) {
            int port = FIRST + GIVEN.getAndIncrement() % PORTS;
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no port from " + FIRST + " to " + (FIRST + PORTS) + " is free");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException _) {
            return false;
        }
    }
}
