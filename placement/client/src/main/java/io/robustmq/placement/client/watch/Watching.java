package io.robustmq.placement.client.watch;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.robustmq.placement.api.v1.Kind;
import io.robustmq.placement.api.v1.Reason;
import io.robustmq.placement.api.v1.WatchGrpc;
import io.robustmq.placement.api.v1.WatchRequest;
import io.robustmq.placement.api.v1.WatchResponse;
import io.robustmq.placement.client.call.Caller;
import io.robustmq.placement.client.fault.Failure;
import io.robustmq.placement.client.fault.Failures;
import io.robustmq.placement.client.fault.Nature;
import io.robustmq.placement.client.fault.PlacementException;
import io.robustmq.placement.client.image.OutOfOrderException;
import io.robustmq.placement.client.image.WatchImage;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One watch, over any number of streams and members. {@link WatchImage} makes one story of what they bring.
 *
 * <p>The listener is called where the stream is read, so a listener that blocks holds back the stream, and that the member: nothing
 * piles up here but {@link #WINDOW} answers. A member that has waited too long cuts the stream off, and it is resumed.
 */
public final class Watching implements AutoCloseable {

    private static final Logger LOG = System.getLogger(Watching.class.getName());

    /** Answers that may be under way; each is at most a page of a snapshot, about 256 KiB. */
    private static final int WINDOW = 8;

    private final Caller caller;
    private final Set<Kind> kinds;
    private final String tenant;
    private final WatchListener listener;
    private final WatchImage image = new WatchImage(); // of whoever reads the stream
    private int failures; // since something was heard; of whoever reads the stream
    private volatile boolean closed;
    private volatile @Nullable Stream stream;

    private Watching(Caller caller, Set<Kind> kinds, String tenant, WatchListener listener) {
        this.caller = caller;
        this.kinds = new TreeSet<>(kinds);
        this.tenant = tenant;
        this.listener = listener;
    }

    /**
     * Begins to watch.
     *
     * @param kinds empty for every kind
     * @param tenant empty for every tenant; kinds that belong to none are not concerned
     */
    public static Watching open(Caller caller, Set<Kind> kinds, String tenant, WatchListener listener) {
        Watching watching = new Watching(caller, kinds, tenant, listener);
        watching.begin();
        return watching;
    }

    /** The listener hears nothing more after what it is hearing now. Does not wait for that. */
    @Override
    public void close() {
        closed = true;
        Stream open = stream;
        if (open != null) {
            open.cancel("closed");
        }
    }

    /** Whether nothing more comes. */
    public boolean isClosed() {
        return closed;
    }

    private void begin() {
        if (closed) {
            return;
        }
        if (caller.isClosed()) {
            end(PlacementException.closed(false));
            return;
        }
        String address = caller.anyMember();
        WatchRequest request = image.request(kinds, tenant);
        ClientCall<WatchRequest, WatchResponse> call =
                caller.channel(address).newCall(WatchGrpc.getWatchMethod(), CallOptions.DEFAULT);
        Stream next = new Stream(address, call);
        stream = next;
        call.start(next, new Metadata());
        call.request(WINDOW);
        call.sendMessage(request);
        call.halfClose();
        next.listen();
        if (closed) {
            next.cancel("closed");
        }
    }

    /** One stream from one member. Its events come one after the other; what bounds its silence comes from elsewhere. */
    private final class Stream extends ClientCall.Listener<WatchResponse> {
        private final String address;
        private final ClientCall<WatchRequest, WatchResponse> call;
        private volatile long heardNanos = caller.nanoTime();
        private volatile boolean isStarted;
        private volatile boolean isTelling;
        private volatile boolean isOver;

        Stream(String address, ClientCall<WatchRequest, WatchResponse> call) {
            this.address = address;
            this.call = call;
        }

        void cancel(String why) {
            call.cancel(why, null);
        }

        /** Looks again and again whether it has been silent for too long; waiting for our own listener is no silence. */
        void listen() {
            if (isOver) {
                return;
            }
            long longest = isStarted
                    ? caller.settings().watchSilence().toNanos()
                    : caller.settings().tryTimeout().toNanos();
            long left = heardNanos + longest - caller.nanoTime();
            if (left <= 0 && !isTelling) {
                cancel("silent for too long");
            } else {
                caller.later(this::listen, left > 0 ? left : longest);
            }
        }

        @Override
        public void onMessage(WatchResponse response) {
            if (closed) {
                return;
            }
            isTelling = true;
            isStarted = true;
            failures = 0;
            caller.onAnswered(address);
            try {
                image.on(response).ifPresent(event -> tell(() -> listener.on(event)));
            } catch (OutOfOrderException e) {
                LOG.log(Level.WARNING, "the watch at {0} begins anew: {1}", address, e.getMessage());
                cancel(String.valueOf(e.getMessage()));
            }
            heardNanos = caller.nanoTime();
            isTelling = false;
            call.request(1);
        }

        @Override
        public void onClose(Status status, Metadata trailers) {
            isOver = true;
            if (!closed) {
                onCut(address, Failures.of(status, trailers, true));
            }
        }
    }

    private void onCut(String address, Failure failure) {
        Reason reason = failure instanceof Failure.Refused(var error) ? error.getReason() : Reason.REASON_UNSPECIFIED;
        boolean isResumable = image.onCut(reason);
        PlacementException why = PlacementException.of(failure, false);
        switch (reason) {
            // Our own doing, or the member's right: it is no reason to leave it.
            case SLOW_WATCHER, REVISION_COMPACTED, WRONG_CLUSTER -> caller.onAnswered(address);
            default -> {
                if (failure instanceof Failure.Refused && Nature.of(failure) == Nature.REFUSED) {
                    end(why);
                    return;
                }
                caller.onFailed(address);
            }
        }
        failures++;
        LOG.log(
                Level.DEBUG,
                "the watch at {0} was cut off ({1}), {2}",
                address,
                failure.text(),
                isResumable ? "to be resumed behind revision " + image.revision() : "to begin anew");
        tell(() -> listener.onInterrupted(why));
        caller.later(this::begin, caller.backoffNanos(failures));
    }

    private void end(PlacementException why) {
        closed = true;
        tell(() -> listener.onEnded(why));
    }

    private void tell(Runnable event) {
        try {
            event.run();
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "a listener of the placement centre's watch threw", e);
        }
    }
}
