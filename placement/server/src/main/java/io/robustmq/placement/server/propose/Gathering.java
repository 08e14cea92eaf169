package io.robustmq.placement.server.propose;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Commands that wait to become an entry together, and when the next entry goes: at once if none is on its way; else when as many wait
 * as went with the last one, so that entries under load are about equally large and few; and never more than {@link #ON_THEIR_WAY}
 * at once. What an entry costs hardly depends on how many commands it has.
 *
 * <p>Any thread may add and end; one takes.
 */
final class Gathering<C> {

    static final int ON_THEIR_WAY = 2; // entries

    private final ArrayDeque<C> waiting = new ArrayDeque<>();
    private final int longest;
    private final long mostBytes;
    private final int largest;
    private final ToLongFunction<C> weight;
    private long bytes; // of those that wait
    private int onTheirWay;
    private int lastSize;
    private boolean over;

    /**
     * @param longest how many may wait
     * @param mostBytes how many bytes those that wait may have; one that has more waits alone
     * @param largest how many go together at most
     * @param weight of a command, in bytes
     */
    Gathering(int longest, long mostBytes, int largest, ToLongFunction<C> weight) {
        this.longest = longest;
        this.mostBytes = mostBytes;
        this.largest = largest;
        this.weight = weight;
    }

    /** @return false if as many wait as may, or all that wait have been drained */
    synchronized boolean add(C command) {
        long added = weight.applyAsLong(command);
        if (over || waiting.size() >= longest || (!waiting.isEmpty() && bytes + added > mostBytes)) {
            return false;
        }
        waiting.addLast(command);
        bytes += added;
        if (mayGo()) {
            notifyAll();
        }
        return true;
    }

    private boolean mayGo() {
        return !waiting.isEmpty() && (onTheirWay == 0 || (onTheirWay < ON_THEIR_WAY && waiting.size() >= lastSize));
    }

    /** Waits for the commands of the next entry, which then is on its way until {@link #ended}. */
    synchronized List<C> take() throws InterruptedException {
        while (!mayGo()) {
            wait();
        }
        List<C> together = new ArrayList<>();
        while (together.size() < largest && !waiting.isEmpty()) {
            C next = waiting.removeFirst();
            bytes -= weight.applyAsLong(next);
            together.add(next);
        }
        onTheirWay++;
        lastSize = together.size();
        return together;
    }

    /** Commands that were taken and did not fit wait again, before all others. */
    synchronized void putBack(List<C> commands) {
        for (int i = commands.size() - 1; i >= 0; i--) {
            waiting.addFirst(commands.get(i));
            bytes += weight.applyAsLong(commands.get(i));
        }
        lastSize -= commands.size();
    }

    /** An entry is on its way no longer. */
    synchronized void ended() {
        onTheirWay--;
        notifyAll();
    }

    /** Waits until only the entry that was taken last is on its way. */
    synchronized void awaitAlone() throws InterruptedException {
        while (onTheirWay > 1) {
            wait();
        }
    }

    synchronized int size() {
        return waiting.size();
    }

    /** All that wait; nothing is added any more. */
    synchronized List<C> drain() {
        over = true;
        List<C> all = new ArrayList<>(waiting);
        waiting.clear();
        bytes = 0;
        return all;
    }
}
