package io.robustmq.journal.storage.commit;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Group commit for one or more logs. A turn writes what waits in each log, then syncs each; what comes meanwhile waits for the
 * next turn, however much it is. Turns are driven by one thread (see {@code CommitterThread}); tests drive them by hand.
 */
public final class Committer {
    private final List<CommitTarget> targets = new CopyOnWriteArrayList<>();
    private final Runnable wakeUp;

    /** @param wakeUp called from any thread when there may be work; must not block */
    public Committer(Runnable wakeUp) {
        this.wakeUp = wakeUp;
    }

    /** A log joins. From any thread. */
    public void add(CommitTarget target) {
        targets.add(target);
        wakeUp.run();
    }

    /** Something waits. From any thread. */
    public void wakeUp() {
        wakeUp.run();
    }

    /** Does what is to be done now; returns whether there was anything, so that there may be more. */
    public boolean turn(long nowMillis) {
        boolean any = false;
        for (CommitTarget target : targets) {
            any |= target.write(nowMillis);
        }
        for (CommitTarget target : targets) {
            target.complete(nowMillis);
        }
        targets.removeIf(CommitTarget::isClosed);
        return any;
    }

    /** When the next turn is due even if nothing comes, wall clock; {@link Long#MAX_VALUE} for never. */
    public long dueMillis() {
        long due = Long.MAX_VALUE;
        for (CommitTarget target : targets) {
            due = Math.min(due, target.dueMillis());
        }
        return due;
    }
}
