package io.robustmq.broker.server.interop;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What one client has received and nobody has looked at. Filled by the client's thread. */
final class Mailbox {
    static final int PATIENCE_SECONDS = 10;

    private final BlockingQueue<Letter> letters = new LinkedBlockingQueue<>();

    void add(Letter letter) {
        letters.add(letter);
    }

    /** The next message; waits for it. */
    Letter take() throws InterruptedException {
        Letter letter = letters.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (letter == null) {
            throw new AssertionError("no message came");
        }
        return letter;
    }

    /** All that is there. */
    List<Letter> takeAll() {
        List<Letter> all = new ArrayList<>();
        letters.drainTo(all);
        return all;
    }

    int size() {
        return letters.size();
    }
}
