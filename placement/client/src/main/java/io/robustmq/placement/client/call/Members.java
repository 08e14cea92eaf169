package io.robustmq.placement.client.call;

import io.robustmq.placement.client.leader.LeaderFinder;
import java.util.List;
import java.util.function.LongSupplier;

/** What all calls and watches of a client know of the members. Safe for threads. */
final class Members {

    private final LeaderFinder finder;
    private final LongSupplier nanoTime;

    Members(LeaderFinder finder, LongSupplier nanoTime) {
        this.finder = finder;
        this.nanoTime = nanoTime;
    }

    synchronized String leaderOrNext() {
        return finder.leaderOrNext(nanoTime.getAsLong());
    }

    synchronized String next() {
        return finder.next(nanoTime.getAsLong());
    }

    synchronized boolean onLed(String address) {
        return finder.onLed(address);
    }

    synchronized void onAnswered(String address) {
        finder.onAnswered(address);
    }

    synchronized boolean onNotLeader(String address, String leader) {
        return finder.onNotLeader(address, leader, nanoTime.getAsLong());
    }

    synchronized void onFailed(String address) {
        finder.onFailed(address, nanoTime.getAsLong());
    }

    /** @return who may be asked from now on */
    synchronized List<String> onMembers(List<String> members) {
        finder.onMembers(members);
        return finder.addresses();
    }
}
