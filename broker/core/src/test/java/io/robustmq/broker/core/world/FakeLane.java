package io.robustmq.broker.core.world;

import io.robustmq.broker.core.port.LaneEvents;
import io.robustmq.broker.core.port.LaneThread;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A lane's thread that runs only when the world gives it a turn: some tasks, then what waits for the end of the turn. */
final class FakeLane implements LaneThread {
    final int index;
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final ArrayDeque<Runnable> endOfTurn = new ArrayDeque<>();
    private final Set<FakeLink> written = new LinkedHashSet<>();
    private LaneEvents events;
    private boolean running;

    FakeLane(int index) {
        this.index = index;
    }

    void start(LaneEvents lane) {
        events = lane;
    }

    LaneEvents events() {
        return events;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public void atEndOfTurn(Runnable task) {
        requireRunning();
        endOfTurn.add(task);
    }

    void flushAtEndOfTurn(FakeLink link) {
        written.add(link);
    }

    void forget(FakeLink link) {
        written.remove(link);
    }

    boolean isIdle() {
        return tasks.isEmpty();
    }

    int waiting() {
        return tasks.size();
    }

    void requireRunning() {
        if (!running) {
            throw new AssertionError("lane " + index + " was used while it did not run");
        }
    }

    /** Runs at most this many tasks, then the end of the turn; output goes out last. */
    void turn(int most) {
        running = true;
        try {
            for (int left = Math.min(most, tasks.size()); left > 0; left--) {
                tasks.remove().run();
            }
            while (!endOfTurn.isEmpty()) {
                endOfTurn.remove().run();
            }
            List<FakeLink> flushed = List.copyOf(written);
            written.clear();
            flushed.forEach(FakeLink::flush);
        } finally {
            running = false;
        }
    }
}
