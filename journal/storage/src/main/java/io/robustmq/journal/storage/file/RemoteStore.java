package io.robustmq.journal.storage.file;

import java.io.IOException;

/**
 * Where sealed segments lie that are not in their log's folder: an object store, another disk. Whoever moves a segment there
 * tells the log by a locator, which means something to the store only. Thread-safe.
 */
public interface RemoteStore {

    /** For a log all of whose segments are in its folder. */
    RemoteStore NONE = new RemoteStore() {
        @Override
        public SegmentSource open(RemoteSegment segment) throws IOException {
            throw new IOException(
                    "Segment " + segment.baseOffset() + " lies elsewhere, but this log has no remote store");
        }

        @Override
        public void delete(RemoteSegment segment) {}
    };

    /** A way to read a segment. Called for each when a log is opened: connects to nothing yet. */
    SegmentSource open(RemoteSegment segment) throws IOException;

    /**
     * The log needs it no more, and after a crash will not ask for it. A crash just before this call means that it never
     * comes: who keeps the store clean looks for what no log has opened. Called while the log waits: do little.
     */
    void delete(RemoteSegment segment) throws IOException;
}
