package io.robustmq.broker.server.placement;

import io.robustmq.placement.service.api.Desk;
import io.robustmq.placement.service.api.ResourcesService;
import io.robustmq.placement.service.api.WatchService;
import io.robustmq.placement.service.grpc.GrpcPort;
import io.robustmq.placement.service.watch.StateListener;
import io.robustmq.placement.service.watch.WatchHub;
import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.record.RecordBatch;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * The gRPC services by which a broker's own placement is read and changed. Nothing of gRPC is loaded unless this is. Serves on
 * threads of its own, never on the broker's event loops.
 */
public final class PlacementPort implements AutoCloseable {
    private static final int REVISIONS_KEPT = 1_000;
    private static final int MOST_WATCHERS = 1_000;

    private final WatchHub watches = new WatchHub(REVISIONS_KEPT, MOST_WATCHERS);
    private final StandalonePlacement placement;
    private final GrpcPort port;

    /** @throws java.io.UncheckedIOException if the port cannot be opened */
    public PlacementPort(StandalonePlacement placement, InetSocketAddress address) {
        this.placement = placement;
        StandaloneCentre centre = new StandaloneCentre(placement);
        placement.follow(new Both(centre, watches.log()));
        Desk<StandaloneCentre> desk = new Desk<>();
        desk.open(centre);
        try {
            port = new GrpcPort(
                    address, List.of(new ResourcesService(desk), new WatchService(desk, watches)), List.of());
        } catch (RuntimeException e) {
            placement.unfollow();
            watches.close();
            throw e;
        }
    }

    /** The port that was asked for, or the free one that was taken. */
    public int port() {
        return port.port();
    }

    private record Both(StateListener first, StateListener second) implements StateListener {
        @Override
        public void onApplied(List<RecordBatch> batches, ClusterImage image) {
            first.onApplied(batches, image);
            second.onApplied(batches, image);
        }

        @Override
        public void onReplaced(ClusterImage image) {
            first.onReplaced(image);
            second.onReplaced(image);
        }
    }

    /** Commands under way are still answered, if that takes no more than a moment. */
    @Override
    public void close() {
        placement.unfollow(); // before those who would be told are gone
        watches.close();
        port.close();
    }
}
