package io.robustmq.broker.storage.local;

import io.robustmq.journal.storage.file.RemoteSegment;
import io.robustmq.journal.storage.file.RemoteStore;
import io.robustmq.journal.storage.file.SegmentSource;
import java.io.IOException;

/** The tier of a storage that has none: a log with segments in one is not opened. */
final class Untiered implements RemoteStore {

    @Override
    public SegmentSource open(RemoteSegment segment) throws IOException {
        throw new IOException("segments were moved to a tier, but storage.local.tier is \"none\": set it and its"
                + " settings as they were");
    }

    @Override
    public void delete(RemoteSegment segment) {}
}
