package io.robustmq.broker.server.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.settings.ConnectionLimits;
import java.util.logging.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Clients do not get the file descriptors that storage needs. */
class DescriptorsTest {
    @RegisterExtension
    final LoggedLines logged = LoggedLines.of(Descriptors.class);

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

        assertThat(logged.lines()).singleElement().satisfies(line -> {
            assertThat(line.getLevel().intValue()).isGreaterThanOrEqualTo(Level.WARNING.intValue());
            assertThat(String.format(line.getMessage(), line.getParameters()))
                    .contains("256 open files", "not more than 1 connection is taken", "ulimit -n");
        });
    }

    @Test
    void nobodyIsWarnedOfRoomEnough() {
        new Descriptors(65_536, 216).fit(limits(1_000_000));
        new Descriptors(256, 100).fit(limits(50));

        assertThat(logged.lines())
                .filteredOn(line -> line.getLevel().intValue() >= Level.WARNING.intValue())
                .isEmpty();
    }
}
