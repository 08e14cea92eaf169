package io.robustmq.broker.core.durable;

import io.robustmq.broker.storage.spi.StorageException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one lane has for one shard to write: gathered during a turn, then submitted. Confined to the lane.
 *
 * <pre>
 *                 storage refuses something for now
 *   submitting ───────────────────────────────────────► refused
 *       ▲                                                  │
 *       └──────────────────────────────────────────────────┘
 *          the lane has heard of all it had under way: what was asked for meanwhile fails, too
 * </pre>
 *
 * <p>So who asks again for what was refused does so in the order of the first time.
 */
final class LaneShard {
    /** A batch of so many bytes gets no further message. */
    static final long LARGE_BYTES = 4 << 20;

    private final int lane;
    private final ShardFeed feed;
    private @Nullable Submission gathered;

    /** Submitted and not answered. */
    private int underWay;

    /** Why nothing is submitted; null while it is. */
    private @Nullable StorageException refusal;

    /** What was asked for since. */
    private final List<Submission> behind = new ArrayList<>(0);

    LaneShard(int lane, ShardFeed feed) {
        this.lane = lane;
        this.feed = feed;
    }

    ShardFeed feed() {
        return feed;
    }

    /** What is gathered; to be submitted at the end of the turn. */
    Submission gather() {
        Submission known = gathered;
        if (known == null) {
            known = new Submission(lane);
            gathered = known;
        }
        return known;
    }

    /** Submits what is gathered if there is more of it than a batch should have: every adapter has a largest one. */
    void submitIfLarge() {
        Submission known = gathered;
        if (known != null && known.bytes() >= LARGE_BYTES) {
            submitGathered();
        }
    }

    void submitGathered() {
        Submission known = gathered;
        if (known != null) {
            gathered = null;
            submit(known);
        }
    }

    void submit(Submission submission) {
        if (refusal == null) {
            underWay++;
            feed.submit(submission);
        } else {
            behind.add(submission);
        }
    }

    /** What was submitted is answered. */
    void onAnswers(Arrivals arrivals) {
        if (arrivals.answered() == 0) {
            return;
        }
        refusal = feed.refusal(lane);
        arrivals.giveAnswers();
        underWay -= arrivals.answered();
        StorageException why = refusal;
        if (why != null && underWay == 0) {
            beginAgain(why);
        }
    }

    private void beginAgain(StorageException why) {
        List<Submission> refused = new ArrayList<>(behind);
        behind.clear();
        if (gathered != null) {
            refused.add(gathered);
            gathered = null;
        }
        refusal = null;
        feed.beginAgain(lane);
        refused.forEach(submission -> submission.refuse(why));
    }
}
