package io.robustmq.placement.server.state;

import io.robustmq.placement.state.format.StoredEntry;
import io.robustmq.placement.state.record.RecordBatch;
import java.util.List;

/** One entry of the replicated log. */
public sealed interface LogEntry {

    /**
     * What some commands did, decided by the leader one after the other.
     *
     * @param batches of consecutive revisions. If the first does not follow the revision of the state, the leader decided on a
     *     state that never came to be, and none is applied, at any member
     */
    record Batches(List<RecordBatch> batches) implements LogEntry {
        public Batches {
            batches = List.copyOf(batches);
        }
    }

    /**
     * A part of a backup that is restored, put aside until the last part is there. Refused if the first part came in another term.
     *
     * @param first whether what was put aside before is dropped
     */
    record RestorePart(boolean first, List<StoredEntry> entries) implements LogEntry {
        public RestorePart {
            entries = List.copyOf(entries);
        }
    }

    /**
     * The parts become the state, unless it has moved on meanwhile, or another leads than when the first part came.
     *
     * @param expectedRevision of the state that is thrown away
     * @param entries how many there must be, as a check
     * @param clusterId what the cluster is called from now on
     */
    record RestoreEnd(long expectedRevision, long entries, String clusterId) implements LogEntry {}

    /** What a member answers to an entry, as one byte. */
    enum Answer {
        APPLIED(0),
        /** It did not fit the state, and nothing was done. */
        REFUSED(1);

        private final byte code;

        Answer(int code) {
            this.code = (byte) code;
        }

        byte[] toBytes() {
            return new byte[] {code};
        }

        /** @throws IllegalArgumentException if the bytes are no answer */
        public static Answer of(byte[] bytes) {
            for (Answer answer : values()) {
                if (bytes.length == 1 && bytes[0] == answer.code) {
                    return answer;
                }
            }
            throw new IllegalArgumentException("no answer to an entry");
        }
    }
}
