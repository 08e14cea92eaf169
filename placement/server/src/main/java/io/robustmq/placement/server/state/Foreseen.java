package io.robustmq.placement.server.state;

import io.robustmq.placement.state.image.ClusterImage;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * What this member has decided as the leader and put into the log, in order, until it comes back from there.
 *
 * <p>What comes back need not be what was sent, and what was sent need not come back: this member may have lost the lead, another's entries
 * or an earlier leader's may come first, the state may have been restored meanwhile. So an entry counts as foreseen only if it is
 * the same bytes, and is applied to the very image it was decided on; any other is for the caller to replay, as the others do.
 * What was sent before an entry that came back does not come any more, and is forgotten with it.
 *
 * <p>Holds what is on its way: what is decided on another image than the last one led to begins anew, and forgets all before. Added to by
 * one thread, asked by another.
 */
final class Foreseen {

    private final ConcurrentLinkedQueue<Decided> sent = new ConcurrentLinkedQueue<>();
    private @Nullable ClusterImage tip; // of the thread that adds

    void add(Decided decided) {
        if (decided.from() != tip) {
            sent.clear();
        }
        tip = decided.to();
        sent.add(decided);
    }

    /** What was decided of an entry of batches that is to be applied to an image, or null if that is not known. */
    @Nullable
    Decided take(byte[] entry, ClusterImage image) {
        for (Decided next = sent.poll(); next != null; next = sent.poll()) {
            if (Arrays.equals(next.entry(), entry)) {
                return next.from() == image ? next : null;
            }
        }
        return null;
    }

    /** How many entries are held. */
    int size() {
        return sent.size();
    }
}
