package io.robustmq.journal.storage.segment;

import io.robustmq.journal.storage.index.SegmentIndex;
import java.io.IOException;

/** A part of a log: the records from one offset up to another. Readers may use it from any thread while they hold its source. */
public sealed interface Segment permits OpenSegment, SealedSegment {

    /** No record in it has a smaller offset. Its name in the log. */
    long baseOffset();

    /** How far it can be read now. Ask it before the index: the index has all that lies before. */
    SegmentEnd end();

    SharedSource source();

    /** May read from the source. What is asked together is asked of one index: the next call may give another. */
    SegmentIndex index() throws IOException;

    /** The index was found damaged: makes it anew. */
    void remakeIndex() throws IOException;

    /** How many bytes it takes where it is. */
    long sizeBytes();
}
