package io.robustmq.placement.state.embedded;

import io.robustmq.placement.state.format.StoredChange;
import io.robustmq.placement.state.format.StoredEntry;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Where an embedded placement keeps its keys and values: what it needs of any store. */
public interface EntryStore {

    /**
     * All entries behind a key, in the order of the keys, as many as are convenient at once.
     *
     * @param after empty: from the first
     * @return empty if there are none left
     */
    CompletionStage<List<StoredEntry>> read(byte[] after);

    /**
     * Makes changes durable, in this order, all or none. Called again only when the stage before is complete.
     *
     * @return completed once they are durable; failed with a {@link NotWrittenException} if they have not happened and will not,
     *     with anything else if that is not known
     */
    CompletionStage<Void> write(List<StoredChange> changes);
}
