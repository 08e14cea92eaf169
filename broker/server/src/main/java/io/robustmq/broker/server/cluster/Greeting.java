package io.robustmq.broker.server.cluster;

import io.grpc.Status;
import io.grpc.StatusException;
import io.robustmq.broker.api.v1.Hello;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Who may open a stream to this broker: brokers of its view that it understands. For any thread. */
final class Greeting {
    private static final Logger LOG = Logger.getLogger(Greeting.class);
    private static final int MOST_LOGGED = 1_000;

    private final Function<Hello, @Nullable Peer> peers;

    /** Those of whom it is logged that they are not understood. */
    private final Set<String> logged = ConcurrentHashMap.newKeySet();

    /** @param peers the broker that says hello to this one, or null if it is not in the view */
    Greeting(Function<Hello, @Nullable Peer> peers) {
        this.peers = peers;
    }

    /** @throws StatusException with what the stream is to end with, if it may not be opened */
    Peer of(Hello hello) throws StatusException {
        if (!PeerFormat.isKnown(hello)) {
            throw notUnderstood(hello).asException();
        }
        Peer known = peers.apply(hello);
        if (known == null) {
            throw Status.UNAVAILABLE
                    .withDescription("the two are not in one view, or not yet")
                    .asException();
        }
        return known;
    }

    private Status notUnderstood(Hello hello) {
        String what = "format %s of broker %s is not known here, only up to %d: it is of a later release"
                .formatted(Integer.toUnsignedString(hello.getFormat()), hello.getNodeId(), PeerFormat.KNOWN);
        if (logged.size() < MOST_LOGGED && logged.add(hello.getNodeId() + "/" + hello.getEpoch())) {
            LOG.errorf("cluster: %s, and not listened to. Bring this broker to that release, or that one back", what);
        }
        return Status.FAILED_PRECONDITION.withDescription(what);
    }
}
