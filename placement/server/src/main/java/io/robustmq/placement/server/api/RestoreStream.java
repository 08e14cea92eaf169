package io.robustmq.placement.server.api;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.robustmq.placement.api.v1.BackupChunk;
import io.robustmq.placement.api.v1.BackupFooter;
import io.robustmq.placement.api.v1.BackupHeader;
import io.robustmq.placement.api.v1.KeyValue;
import io.robustmq.placement.api.v1.PlacementError;
import io.robustmq.placement.api.v1.Reason;
import io.robustmq.placement.api.v1.RestoreOptions;
import io.robustmq.placement.api.v1.RestoreRequest;
import io.robustmq.placement.api.v1.RestoreResponse;
import io.robustmq.placement.server.centre.Centre;
import io.robustmq.placement.server.state.LogEntry;
import io.robustmq.placement.service.api.Desk;
import io.robustmq.placement.service.fault.Fault;
import io.robustmq.placement.service.fault.Statuses;
import io.robustmq.placement.state.format.FormatException;
import io.robustmq.placement.state.format.StoredEntries;
import io.robustmq.placement.state.format.StoredEntry;
import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.image.ImageBuilder;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One backup on its way in: options, header, entries, footer. Each message is put aside in the replicated state before the next is
 * asked for; the footer makes the whole the state, if sum and number are right. A stream that breaks off changes nothing. Parts do not say
 * of which backup they are: so one member restores one at a time, and one restore is for one term.
 */
final class RestoreStream implements StreamObserver<RestoreRequest> {

    private static final long LARGEST_CHUNK = 4 << 20;

    private final Desk<Centre> desk;
    private final ServerCallStreamObserver<RestoreResponse> stream;
    private final AtomicBoolean restoring;
    private final BackupDigest digest = new BackupDigest();
    private @Nullable RestoreOptions options;
    private @Nullable BackupHeader header;
    private long expectedRevision;
    private boolean first = true;
    private boolean whole; // the footer was right: whether it becomes the state, the log says
    private long term;
    private boolean ended; // this and the next two guarded by this
    private boolean busy; // a message is being put aside
    private boolean holds; // the one restore there may be is this one

    /** @param restoring whether this member restores a backup already, shared by all streams */
    RestoreStream(Desk<Centre> desk, ServerCallStreamObserver<RestoreResponse> stream, AtomicBoolean restoring) {
        this.desk = desk;
        this.stream = stream;
        this.restoring = restoring;
        stream.disableAutoRequest();
        stream.request(1);
    }

    @Override
    public void onNext(RestoreRequest request) {
        if (!begin()) {
            return;
        }
        CompletableFuture<Void> step;
        try {
            step = switch (request.getRequestCase()) {
                case OPTIONS -> options(request.getOptions());
                case CHUNK -> chunk(request.getChunk());
                case REQUEST_NOT_SET -> throw bad("a message is neither options nor a chunk");
            };
        } catch (RuntimeException fault) {
            step = CompletableFuture.failedFuture(fault);
        }
        step.whenComplete((done, fault) -> {
            boolean goesOn = !isEnded();
            over(goesOn && fault != null);
            if (goesOn && fault == null) {
                stream.request(1);
            } else if (goesOn) {
                stream.onError(Statuses.of(fault));
            }
        });
    }

    /** @return false if nothing more of this stream is to be put aside */
    private synchronized boolean begin() {
        busy = !ended;
        return busy;
    }

    private synchronized boolean isEnded() {
        return ended;
    }

    /** A message was taken. Another stream may restore only when nothing of this one is on its way to the log any more. */
    private synchronized void over(boolean failed) {
        busy = false;
        ended |= failed;
        release();
    }

    private synchronized void end() {
        ended = true;
        release();
    }

    private void release() {
        if (ended && !busy && holds) {
            holds = false;
            restoring.set(false);
        }
    }

    private synchronized void take() {
        if (!restoring.compareAndSet(false, true)) {
            throw Fault.of(
                    Reason.CHANGE_UNDER_WAY,
                    "another backup is being restored",
                    "wait until it is done or given up, and look whether this one is to be restored still");
        }
        holds = true;
    }

    private static Fault bad(String what) {
        return Fault.of(Reason.BAD_BACKUP, what, "restore a whole and unchanged backup");
    }

    private CompletableFuture<Void> options(RestoreOptions sent) {
        if (options != null) {
            throw bad("options come twice");
        }
        Desk.key(sent.getHeader());
        Centre centre = desk.centre();
        if (!centre.leads()) {
            throw centre.notLeader();
        }
        ClusterImage image = centre.image();
        if (!sent.getOverwrite() && image.entities().iterator().hasNext()) {
            throw new Fault(PlacementError.newBuilder()
                    .setReason(Reason.WRONG_STATE)
                    .setField("options.overwrite")
                    .setMessage("the cluster holds entries already, at revision " + image.revision())
                    .setAdvice("restore into a new cluster, or set overwrite to throw them away")
                    .build());
        }
        take();
        options = sent;
        term = centre.node().status().term();
        expectedRevision = image.revision();
        return CompletableFuture.completedFuture(null);
    }

    private CompletableFuture<Void> chunk(BackupChunk chunk) {
        if (options == null) {
            throw bad("options must come first");
        }
        return switch (chunk.getChunkCase()) {
            case HEADER -> header(chunk.getHeader());
            case ENTRIES -> entries(chunk.getEntries().getEntriesList());
            case FOOTER -> footer(options, chunk.getFooter());
            case CHUNK_NOT_SET -> throw bad("a chunk is empty");
        };
    }

    private CompletableFuture<Void> header(BackupHeader sent) {
        if (sent.getFormatVersion() != BackupDigest.FORMAT_VERSION) {
            throw bad("the backup has format " + sent.getFormatVersion() + "; this release knows "
                    + BackupDigest.FORMAT_VERSION);
        }
        header = sent;
        return CompletableFuture.completedFuture(null);
    }

    private CompletableFuture<Void> entries(List<KeyValue> sent) {
        if (header == null) {
            throw bad("the header must come before entries");
        }
        long bytes = sent.stream().mapToLong(KeyValue::getSerializedSize).sum();
        if (bytes > LARGEST_CHUNK) {
            throw Fault.field(
                    Reason.TOO_LARGE,
                    "chunk.entries",
                    "have " + bytes + " bytes",
                    "at most " + LARGEST_CHUNK + " in a chunk");
        }
        List<StoredEntry> entries = new ArrayList<>(sent.size());
        ImageBuilder trial = new ImageBuilder();
        for (KeyValue entry : sent) {
            byte[] key = entry.getKey().toByteArray();
            byte[] value = entry.getValue().toByteArray();
            StoredEntry stored = new StoredEntry(key, value);
            try {
                StoredEntries.read(stored, trial);
            } catch (FormatException e) {
                throw bad("an entry cannot be read: " + e.getMessage());
            }
            digest.add(key, value);
            entries.add(stored);
        }
        boolean begins = first;
        first = false;
        return append(new LogEntry.RestorePart(begins, entries));
    }

    /** Fails if the entry is refused, or this member does not lead as it did in the beginning. */
    private CompletableFuture<Void> append(LogEntry entry) {
        Centre centre = desk.centre();
        if (!centre.leads() || centre.node().status().term() != term) {
            throw interrupted();
        }
        return centre.append(entry).thenAccept(answer -> {
            if (answer == LogEntry.Answer.REFUSED) {
                throw interrupted();
            }
        });
    }

    private static Fault interrupted() {
        return Fault.of(
                Reason.WRONG_STATE,
                "the state was written to, or leadership changed, while the backup was restored: it was not",
                "restore again, at whoever leads, and let nobody write meanwhile");
    }

    private CompletableFuture<Void> footer(RestoreOptions chosen, BackupFooter footer) {
        BackupHeader of = header;
        if (of == null || first) {
            throw bad("there are no entries");
        }
        if (footer.getEntries() != digest.entries()
                || !MessageDigest.isEqual(footer.getSha256().toByteArray(), digest.sha256())) {
            throw bad("its sum or number of entries is not that of what was received");
        }
        whole = true;
        Centre centre = desk.centre();
        String clusterId =
                chosen.getKeepClusterId() ? of.getClusterId() : centre.image().clusterId();
        return append(new LogEntry.RestoreEnd(expectedRevision, footer.getEntries(), clusterId))
                .thenAccept(done -> {
                    end();
                    stream.onNext(RestoreResponse.newBuilder()
                            .setClusterId(clusterId)
                            .setRevision(centre.image().revision())
                            .setEntries(footer.getEntries())
                            .build());
                    stream.onCompleted();
                });
    }

    @Override
    public void onError(Throwable gone) {
        end();
    }

    @Override
    public void onCompleted() {
        if (!isEnded() && !whole) {
            end();
            stream.onError(Statuses.of(bad("it ends before its footer")));
        }
    }
}
