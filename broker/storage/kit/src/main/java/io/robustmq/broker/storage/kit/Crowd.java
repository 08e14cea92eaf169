package io.robustmq.broker.storage.kit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;

/** Threads that do something at once. */
public final class Crowd {

    public interface Member {
        void act(int who) throws Exception;
    }

    private Crowd() {}

    /** Returns when all are done; the first fault of any is thrown. */
    public static void of(int size, Member member) throws InterruptedException {
        CyclicBarrier start = new CyclicBarrier(size);
        List<Throwable> faults = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            int who = i;
            threads.add(Thread.ofPlatform().start(() -> {
                try {
                    start.await();
                    member.act(who);
                } catch (Throwable e) {
                    synchronized (faults) {
                        faults.add(e);
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        synchronized (faults) {
            if (!faults.isEmpty()) {
                throw new AssertionError(faults.getFirst().getMessage(), faults.getFirst());
            }
        }
    }
}
