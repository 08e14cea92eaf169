package io.robustmq.placement.client.admin;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.BlockingClientCall;
import io.robustmq.placement.api.v1.BackupChunk;
import io.robustmq.placement.api.v1.BackupRequest;
import io.robustmq.placement.api.v1.ClusterGrpc;
import io.robustmq.placement.api.v1.RestoreOptions;
import io.robustmq.placement.api.v1.RestoreRequest;
import io.robustmq.placement.api.v1.RestoreResponse;
import io.robustmq.placement.api.v1.StatusRequest;
import io.robustmq.placement.api.v1.StatusResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** One member that is asked itself, rather than whoever leads or answers first. Blocks. */
final class Streams implements AutoCloseable {

    private static final long STATUS_SECONDS = 3;
    private static final long KEEP_ALIVE_SECONDS = 10;
    private static final int LARGEST_CHUNK = 16 << 20;

    private final ManagedChannel channel;

    /** @param address {@code host:port} */
    Streams(String address) {
        this.channel = NettyChannelBuilder.forTarget(address)
                .usePlaintext()
                .maxInboundMessageSize(LARGEST_CHUNK)
                .keepAliveTime(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS)
                .build();
    }

    /** @throws StatusException if it does not answer within three seconds */
    StatusResponse status() throws StatusException {
        return ClusterGrpc.newBlockingV2Stub(channel)
                .withDeadlineAfter(STATUS_SECONDS, TimeUnit.SECONDS)
                .status(StatusRequest.getDefaultInstance());
    }

    /**
     * Writes a backup to a file.
     *
     * @return how many entries it has
     */
    long backup(BackupRequest request, Path file) throws IOException, StatusException, InterruptedException {
        BlockingClientCall<?, BackupChunk> call =
                ClusterGrpc.newBlockingV2Stub(channel).backup(request);
        BackupFile.Writer writer = null;
        try {
            long entries = -1;
            for (BackupChunk chunk = call.read(); chunk != null; chunk = call.read()) {
                if (writer == null) {
                    writer = new BackupFile.Writer(file);
                }
                writer.write(chunk);
                entries = chunk.hasFooter() ? chunk.getFooter().getEntries() : -1;
            }
            if (writer == null || entries < 0) {
                throw new IOException("the backup ended before its footer");
            }
            writer.done();
            return entries;
        } finally {
            call.cancel("over", null);
            if (writer != null) {
                writer.close();
            }
        }
    }

    /** Sends a backup from a file; no faster than it is taken. */
    RestoreResponse restore(RestoreOptions options, Path file)
            throws IOException, StatusException, InterruptedException {
        BlockingClientCall<RestoreRequest, RestoreResponse> call =
                ClusterGrpc.newBlockingV2Stub(channel).restore();
        try (BackupFile.Reader reader = new BackupFile.Reader(file)) {
            boolean goesOn =
                    call.write(RestoreRequest.newBuilder().setOptions(options).build());
            BackupChunk chunk = reader.next();
            while (goesOn && chunk != null) {
                goesOn = call.write(RestoreRequest.newBuilder().setChunk(chunk).build());
                chunk = reader.next();
            }
            call.halfClose();
            RestoreResponse response = call.read();
            if (response == null) {
                throw Status.INTERNAL.withDescription("no answer").asException();
            }
            return response;
        } finally {
            call.cancel("over", null);
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
