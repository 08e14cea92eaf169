package io.robustmq.broker.storage.s3.object;

import java.util.Locale;

/**
 * How objects are called. Numbers have leading zeros, so that the order of names is theirs.
 *
 * <pre>
 * PREFIX storage                                   how many shards: made once
 * PREFIX owner                                     which broker is there: written again and again
 * PREFIX shard-SSSS/batch/NNNNNNNNNNNNNNNNNNN      one group of writes, {@link BatchObject}
 * PREFIX shard-SSSS/index/FIRST-LAST               what stands in the batches from FIRST to LAST, {@link SpanObject}
 * PREFIX shard-SSSS/snapshot/NNNNNNNNNNNNNNNNNNN   the state after batch N, {@link SnapshotObject}
 * </pre>
 *
 * @param prefix what all of a storage begin with
 */
public record ObjectNames(String prefix) {

    public String storage() {
        return prefix + "storage";
    }

    public String owner() {
        return prefix + "owner";
    }

    public OfShard shard(int index) {
        return new OfShard(String.format(Locale.ROOT, "%sshard-%04d/", prefix, index));
    }

    /** The names of one shard. */
    public record OfShard(String prefix) {

        public String batches() {
            return prefix + "batch/";
        }

        public String batch(long sequence) {
            return batches() + number(sequence);
        }

        public long sequenceOf(String batchName) {
            return Long.parseLong(batchName.substring(batches().length()));
        }

        public String spans() {
            return prefix + "index/";
        }

        public String span(long first, long last) {
            return spans() + number(first) + "-" + number(last);
        }

        /** The sequence of the last batch of a span. */
        public long lastOf(String spanName) {
            return Long.parseLong(spanName.substring(spanName.lastIndexOf('-') + 1));
        }

        public String snapshots() {
            return prefix + "snapshot/";
        }

        public String snapshot(long sequence) {
            return snapshots() + number(sequence);
        }

        private static String number(long number) {
            return String.format(Locale.ROOT, "%019d", number);
        }
    }
}
