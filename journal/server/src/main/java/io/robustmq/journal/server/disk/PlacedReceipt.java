package io.robustmq.journal.server.disk;

import io.robustmq.journal.api.v1.Receipt;

/**
 * A receipt, and where its records are.
 *
 * @param firstOffset of its first record, or its own if it has none
 */
public record PlacedReceipt(Receipt receipt, long firstOffset) {

    boolean hasRecords() {
        return receipt.getRecordsList().stream().anyMatch(count -> count > 0);
    }
}
