package io.robustmq.config.testkit.process;

import io.robustmq.config.testkit.TestPorts;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** The packaged placement centre, of one member, in a folder of its own; killed and started again there. */
public final class PlacementProcess extends ServerProcess {
    private final String address;

    private PlacementProcess(Path folder, int grpc) {
        super(
                Application.PLACEMENT.jar(),
                folder,
                Map.of(
                        "ROBUSTMQ_NODE_NODE_ID", "1",
                        "ROBUSTMQ_NODE_ADDR", "127.0.0.1",
                        "ROBUSTMQ_NETWORK_BIND_ADDRESS", "127.0.0.1",
                        "ROBUSTMQ_NETWORK_GRPC_PORT", "" + grpc,
                        "ROBUSTMQ_NETWORK_RAFT_PORT", "" + TestPorts.next(),
                        "ROBUSTMQ_CLUSTER_MEMBERS", "1@127.0.0.1:" + grpc,
                        "ROBUSTMQ_DATA_PATH", "data"),
                List.of(),
                List.of());
        this.address = "127.0.0.1:" + grpc;
    }

    /** Skips the test where it was not packaged. */
    public static PlacementProcess start(Path folder) {
        Assumptions.assumeTrue(
                Application.PLACEMENT.isPackaged(),
                () -> "skipped: needs the packaged placement centre (-pl placement/server -am): "
                        + Application.PLACEMENT.jar());
        PlacementProcess placement = new PlacementProcess(folder, TestPorts.next());
        placement.start();
        return placement;
    }

    /** {@code host:port} of its gRPC. */
    public String address() {
        return address;
    }

    @Override
    public PlacementProcess awaitReady() {
        super.awaitReady();
        return this;
    }
}
