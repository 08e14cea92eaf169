package io.robustmq.placement.server.state;

import io.robustmq.placement.state.image.ClusterImage;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * What this member has decided as the leader and put into the log, in order, until it comes back from there. Entries that do not
 * come back, because another leads by then, are forgotten as soon as another's is applied. Added to by one thread, asked by one.
 */
final class Foreseen {

    private record Sent(byte[] entry, Decided decided) {}

    private final ConcurrentLinkedQueue<Sent> sent = new ConcurrentLinkedQueue<>();

    void add(byte[] entry, Decided decided) {
        sent.add(new Sent(entry, decided));
    }

    /** What was decided of an entry that is to be applied to an image, or null if that is not known. */
    @Nullable
    Decided take(byte[] entry, ClusterImage image) {
        Sent next = sent.poll();
        if (next == null) {
            return null;
        }
        if (next.decided().from() == image && Arrays.equals(next.entry(), entry)) {
            return next.decided();
        }
        sent.clear();
        return null;
    }
}
