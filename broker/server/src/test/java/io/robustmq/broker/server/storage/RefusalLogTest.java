package io.robustmq.broker.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.storage.spi.StorageException.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What whoever looks after the broker reads of a disk that is full. */
class RefusalLogTest {
    private static final long A_WHILE = TimeUnit.SECONDS.toNanos(TroubleLog.LEAST_SECONDS);

    private final List<String> lines = new ArrayList<>();
    private final RefusalLog log = new RefusalLog(
            "storage local in /data", line -> lines.add("WARN " + line), line -> lines.add("INFO " + line));

    @Test
    void theBeginAndTheEndAreToldOnceEach() {
        log.onWritten();
        for (int i = 0; i < 10; i++) {
            log.onRefused(Kind.FULL, "no room: make some", i * A_WHILE);
        }
        log.onWritten();
        log.onWritten();

        assertThat(lines).hasSize(2);
        assertThat(lines.get(0)).startsWith("WARN storage local in /data").endsWith("no room: make some");
        assertThat(lines.get(1)).startsWith("INFO storage local in /data").contains("again");
    }

    @Test
    void whatComesAndGoesIsNotToldEachTime() {
        for (int i = 0; i < 100; i++) {
            log.onRefused(Kind.UNAVAILABLE, "no answer", i);
            log.onWritten();
        }
        assertThat(lines).hasSize(2);
        log.onRefused(Kind.UNAVAILABLE, "no answer", A_WHILE);
        assertThat(lines).hasSize(3);
    }

    @Test
    void whatLastsIsToldThoughItBeganSoonAfterTheLast() {
        log.onRefused(Kind.FULL, "no room", 0);
        log.onWritten();
        log.onRefused(Kind.FULL, "no room", 1);
        assertThat(lines).hasSize(2);
        log.onRefused(Kind.FULL, "no room", A_WHILE);
        assertThat(lines).hasSize(3);
        log.onWritten();
        assertThat(lines).hasSize(4);
    }

    @Test
    void aConflictIsNoRefusal() {
        log.onRefused(Kind.CONFLICT, "another value", 0);
        assertThat(lines).isEmpty();
    }
}
