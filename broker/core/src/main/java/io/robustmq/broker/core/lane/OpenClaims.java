package io.robustmq.broker.core.lane;

import java.util.TreeSet;

/**
 * The client ids, of all lanes, that this broker has asked for and whose sessions, if there are any, are not here yet: what those want
 * nobody may know meanwhile. Numbered in the order they were asked for. For any thread.
 */
public final class OpenClaims {
    private final TreeSet<Long> open = new TreeSet<>();
    private long newest;

    /** One more; returns its number, 1 or greater. */
    synchronized long begin() {
        open.add(++newest);
        return newest;
    }

    /** Its session is here, or there is none, or another broker has it. */
    synchronized void end(long number) {
        open.remove(number);
    }

    /** The number of the one that was asked for last; 0 if none was. */
    public synchronized long newest() {
        return newest;
    }

    /** Whether one of those up to a number is open still. */
    public synchronized boolean isAnyUpTo(long number) {
        return !open.isEmpty() && open.first() <= number;
    }
}
