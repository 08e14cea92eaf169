package io.robustmq.placement.server.api;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.stub.ServerCallStreamObserver;
import io.robustmq.placement.api.v1.BackupChunk;
import io.robustmq.placement.api.v1.BackupEntries;
import io.robustmq.placement.api.v1.BackupFooter;
import io.robustmq.placement.api.v1.BackupHeader;
import io.robustmq.placement.api.v1.KeyValue;
import io.robustmq.placement.service.fault.Statuses;
import io.robustmq.placement.state.format.Snapshot;
import io.robustmq.placement.state.format.StoredEntry;
import io.robustmq.placement.state.image.ClusterImage;
import org.jspecify.annotations.Nullable;

/** One backup on its way out: an image, which stays as it is however long the receiver takes. */
final class BackupStream {

    private static final int PAGE_ENTRIES = 1_000;
    private static final int PAGE_BYTES = 512 << 10;

    private final ServerCallStreamObserver<BackupChunk> stream;
    private final BackupDigest digest = new BackupDigest();
    private @Nullable ClusterImage image;
    private byte[] after = {};
    private boolean ended;

    BackupStream(ServerCallStreamObserver<BackupChunk> stream) {
        this.stream = stream;
    }

    synchronized void begin(@Nullable ClusterImage read, @Nullable Throwable fault) {
        if (fault != null || read == null) {
            ended = true;
            stream.onError(Statuses.of(fault == null ? new IllegalStateException("no image") : fault));
            return;
        }
        image = read;
        stream.onNext(BackupChunk.newBuilder()
                .setHeader(BackupHeader.newBuilder()
                        .setFormatVersion(BackupDigest.FORMAT_VERSION)
                        .setClusterId(read.clusterId())
                        .setRevision(read.revision())
                        .setTakenAtMillis(System.currentTimeMillis()))
                .build());
        pump();
    }

    /** Sends what fits. */
    synchronized void pump() {
        ClusterImage from = image;
        while (!ended && from != null && stream.isReady()) {
            Snapshot.Page page = Snapshot.page(from, after, PAGE_ENTRIES, PAGE_BYTES);
            BackupEntries.Builder entries = BackupEntries.newBuilder();
            for (StoredEntry entry : page.entries()) {
                digest.add(entry.key(), entry.value());
                entries.addEntries(KeyValue.newBuilder()
                        .setKey(UnsafeByteOperations.unsafeWrap(entry.key()))
                        .setValue(UnsafeByteOperations.unsafeWrap(entry.value())));
                after = entry.key();
            }
            stream.onNext(BackupChunk.newBuilder().setEntries(entries).build());
            if (!page.more()) {
                ended = true;
                stream.onNext(BackupChunk.newBuilder()
                        .setFooter(BackupFooter.newBuilder()
                                .setEntries(digest.entries())
                                .setSha256(ByteString.copyFrom(digest.sha256())))
                        .build());
                stream.onCompleted();
            }
        }
    }
}
