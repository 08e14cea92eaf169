package io.robustmq.broker.core.durable;

/**
 * How far a reader, a session or a shared subscription, has come in one shard of the log.
 *
 * <pre>
 *           falls behind: no room, or the client is away
 *   live ─────────────────────────────────────────────────► behind ──────► reading
 *    ▲                                                         ▲              │
 *    │                                                         └── page ──────┤ more has arrived meanwhile
 *    └─────────────────────────────────────────────────────────── page ──────┘ nothing has
 * </pre>
 *
 * Live: takes what arrives. Else what arrives is left in the log, from {@link #next} on. Confined to the reader's lane.
 */
public final class Cursor {
    private enum State {
        LIVE,
        BEHIND,
        READING
    }

    private final int shard;
    private long next;
    private State state = State.LIVE;

    /** A live cursor that takes whatever arrives. */
    public Cursor(int shard) {
        this.shard = shard;
    }

    public int shard() {
        return shard;
    }

    /** Everything wanted below has been taken. */
    public long next() {
        return next;
    }

    public boolean isLive() {
        return state == State.LIVE;
    }

    public boolean isBehind() {
        return state == State.BEHIND;
    }

    public boolean isReading() {
        return state == State.READING;
    }

    /** A message arrives; returns whether it is taken, and not known or left in the log. */
    public boolean takes(long offset) {
        if (state != State.LIVE || offset < next) {
            return false;
        }
        next = offset + 1;
        return true;
    }

    /** What stands at {@code offset} and everything behind it is to be read again. */
    public void fallBehind(long offset) {
        next = Math.min(next, offset);
        state = State.BEHIND;
    }

    /** From now on nothing is taken as it arrives. */
    public void fallBehind() {
        state = State.BEHIND;
    }

    /** Something below {@code offset} does not arrive: what has not been read of that is to be. */
    public void missed(long offset) {
        if (state == State.LIVE && next < offset) {
            state = State.BEHIND;
        }
    }

    public void startReading() {
        state = State.READING;
    }

    public void readingFailed() {
        state = State.BEHIND;
    }

    /**
     * A page has been read up to {@code nextOffset}.
     *
     * @param atEnd whether there was nothing more to read
     * @param arrived what concerned the lane below this offset has arrived already
     */
    public void onPage(long nextOffset, boolean atEnd, long arrived) {
        next = Math.max(next, nextOffset);
        state = atEnd && next >= arrived ? State.LIVE : State.BEHIND;
    }

    /** There is nothing to read: takes what arrives. */
    public void goLive() {
        state = State.LIVE;
    }

    /** Goes on where an earlier process has been. */
    public void restore(long offset) {
        next = offset;
        state = State.BEHIND;
    }
}
