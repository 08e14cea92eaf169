package io.robustmq.broker.server.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Notices that a file was changed, from its time, size and identity. A change is acted on when two looks in a row see the
 * same: a file that is still being written, read early, could have lost the rules at its end.
 */
final class FileWatch implements AutoCloseable {

    /** What a file looks like from outside; an absent file has size -1. */
    private record Stamp(
            @Nullable FileTime modified,
            long size,
            @Nullable Object key) {
        static final Stamp ABSENT = new Stamp(null, -1, null);

        static Stamp of(Path file) {
            try {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
            } catch (IOException _) {
                return ABSENT;
            }
        }
    }

    private static final Logger LOG = Logger.getLogger(FileWatch.class);
    private static final long SETTLING_MILLIS = 500;

    private final Path file;
    private final long intervalMillis;
    private final Runnable onChange;
    private Stamp acted;
    private @Nullable Stamp settling;
    private @Nullable ScheduledExecutorService thread;

    /** Takes the file as it is now for known; {@code onChange} is called by the thread that looks. */
    FileWatch(Path file, Duration interval, Runnable onChange) {
        this.file = file;
        this.intervalMillis = interval.toMillis();
        this.onChange = onChange;
        this.acted = Stamp.of(file);
    }

    /** Looks at every interval, on a thread of its own, until closed. A zero interval starts nothing. */
    void start() {
        if (intervalMillis > 0) {
            thread = Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("robustmq-access-file").factory());
            lookAgainAfter(thread, intervalMillis);
        }
    }

    private void lookAgainAfter(ScheduledExecutorService looking, long millis) {
        if (!looking.isShutdown()) {
            looking.schedule(() -> lookAndGoOn(looking), millis, TimeUnit.MILLISECONDS);
        }
    }

    private void lookAndGoOn(ScheduledExecutorService looking) {
        try {
            look();
        } catch (RuntimeException e) {
            LOG.errorf(e, "looking after %s went wrong", file);
        }
        lookAgainAfter(looking, isSettling() ? Math.min(SETTLING_MILLIS, intervalMillis) : intervalMillis);
    }

    /** Looks once. */
    synchronized void look() {
        Stamp now = Stamp.of(file);
        if (now.equals(acted)) {
            settling = null;
        } else if (now.equals(settling)) {
            settling = null;
            acted = now;
            onChange.run();
        } else {
            settling = now;
        }
    }

    /** Whether the file still looks as it did when the change was acted on. */
    synchronized boolean isUnchanged() {
        return Stamp.of(file).equals(acted);
    }

    private synchronized boolean isSettling() {
        return settling != null;
    }

    @Override
    public void close() {
        if (thread != null) {
            thread.shutdownNow();
        }
    }
}
