package io.robustmq.journal.client;

import io.robustmq.journal.api.v1.TailResponse;

/** Is told of records as they are committed. Called by one thread at a time; do little. */
public interface TailListener {

    /** Records of one shard, in order; none is left out between two calls but after {@link #onInterrupted}. */
    void onRecords(TailResponse records);

    /** The stream was broken, and begins again behind what was handed over. */
    default void onInterrupted() {}
}
