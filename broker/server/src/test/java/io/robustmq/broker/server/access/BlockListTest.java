package io.robustmq.broker.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.server.access.BlockList.Entry;
import io.robustmq.broker.server.access.BlockList.Target;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlockListTest {

    private static boolean blocks(Target target, String value, long until, long now) {
        return new BlockList(List.of(new Entry(target, value, until))).blocks("client", "user", "10.1.2.3", now);
    }

    @ParameterizedTest
    @CsvSource({
        "CLIENT_ID, client, true",
        "CLIENT_ID, user, false",
        "CLIENT_ID, clien*, false",
        "USERNAME, user, true",
        "USERNAME, client, false",
        "ADDRESS, 10.1.2.3, true",
        "ADDRESS, 10.1.0.0/16, true",
        "ADDRESS, 10.2.0.0/16, false",
        "CLIENT_ID_PATTERN, *, true",
        "CLIENT_ID_PATTERN, client, true",
        "CLIENT_ID_PATTERN, cl*nt, true",
        "CLIENT_ID_PATTERN, c*i*t, true",
        "CLIENT_ID_PATTERN, *lie*, true",
        "CLIENT_ID_PATTERN, cli*ent, true",
        "CLIENT_ID_PATTERN, clie*ent, false",
        "CLIENT_ID_PATTERN, *.*, false",
        "CLIENT_ID_PATTERN, c*x*t, false",
        "CLIENT_ID_PATTERN, lient*, false",
        "CLIENT_ID_PATTERN, *clien, false",
        "USERNAME_PATTERN, us**r, true",
        "USERNAME_PATTERN, cl*, false"
    })
    void comparesWhatItNames(Target target, String value, boolean blocked) {
        assertThat(blocks(target, value, 0, 1_000)).isEqualTo(blocked);
    }

    @Test
    void anEntryEndsAtItsTime() {
        for (Target target : Target.values()) {
            String value =
                    switch (target) {
                        case CLIENT_ID, CLIENT_ID_PATTERN -> "client";
                        case USERNAME, USERNAME_PATTERN -> "user";
                        case ADDRESS -> "10.1.2.3";
                    };
            assertThat(blocks(target, value, 1_000, 999)).isTrue();
            assertThat(blocks(target, value, 1_000, 1_000)).isFalse();
            assertThat(blocks(target, value, 0, Long.MAX_VALUE - 1)).isTrue();
        }
    }

    @Test
    void theLongestOfTwoEntriesCounts() {
        BlockList list = new BlockList(
                List.of(new Entry(Target.CLIENT_ID, "client", 0), new Entry(Target.CLIENT_ID, "client", 10)));

        assertThat(list.blocks("client", null, "10.0.0.1", 20)).isTrue();
    }

    @Test
    void nobodyIsBlockedByNameWhoHasNone() {
        BlockList list = new BlockList(
                List.of(new Entry(Target.USERNAME_PATTERN, "*", 0), new Entry(Target.USERNAME, "null", 0)));

        assertThat(list.blocks("client", null, "10.0.0.1", 0)).isFalse();
        assertThat(list.blocks("client", "", "10.0.0.1", 0)).isTrue();
    }
}
