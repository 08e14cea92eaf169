package io.robustmq.broker.server.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.settings.ConnectionLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients do not get the file descriptors that storage needs. */
class DescriptorsTest {
    private final Logger logger = Logger.getLogger(Descriptors.class.getName());
    private final List<LogRecord> logged = new ArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord line) {
            logged.add(line);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
    }

    @AfterEach
    void stopListening() {
        logger.removeHandler(handler);
    }

    private static ConnectionLimits limits(int maximum) {
        return new ConnectionLimits(maximum, 2, 3, 4, 5, 6, 7);
    }

    @Test
    void anEighthIsLeftToStorageBesideWhatIsOpen() {
        assertThat(new Descriptors(1_024, 100).fit(limits(1_000_000))).isEqualTo(limits(1_024 - 100 - 128));
        assertThat(new Descriptors(1_024, 100).fit(limits(0))).isEqualTo(limits(1_024 - 100 - 128));
    }

    @Test
    void neitherLessThanStorageCanDoWithNorMoreThanItCanUse() {
        assertThat(new Descriptors(256, 100).sockets()).isEqualTo(256 - 100 - 64);
        assertThat(new Descriptors(1_000_000, 100).sockets()).isEqualTo(1_000_000 - 100 - 1_024);
        assertThat(new Descriptors(128, 120).sockets()).isOne();
    }

    @Test
    void aLowerLimitOfTheSettingsStands() {
        assertThat(new Descriptors(1_024, 100).fit(limits(500))).isEqualTo(limits(500));
        assertThat(new Descriptors(Long.MAX_VALUE, 0).fit(limits(0))).isEqualTo(limits(0));
    }

    @Test
    void thisProcessHasSome() {
        Descriptors here = Descriptors.ofThisProcess();
        assertThat(here.open()).isLessThan(here.allowed());
    }

    @Test
    void whoeverHasRoomForFewClientsIsWarned() {
        new Descriptors(256, 216).fit(limits(1_000_000));

        assertThat(logged).singleElement().satisfies(line -> {
            assertThat(line.getLevel().intValue()).isGreaterThanOrEqualTo(Level.WARNING.intValue());
            assertThat(String.format(line.getMessage(), line.getParameters()))
                    .contains("256 open files", "at most 1 connections", "ulimit -n");
        });
    }

    @Test
    void nobodyIsWarnedOfRoomEnough() {
        new Descriptors(65_536, 216).fit(limits(1_000_000));
        new Descriptors(256, 100).fit(limits(50));

        assertThat(logged)
                .filteredOn(line -> line.getLevel().intValue() >= Level.WARNING.intValue())
                .isEmpty();
    }
}
