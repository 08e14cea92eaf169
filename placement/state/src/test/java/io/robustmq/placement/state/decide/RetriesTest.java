package io.robustmq.placement.state.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.placement.state.ClusterStory;
import io.robustmq.placement.state.command.Change;
import io.robustmq.placement.state.command.Command;
import io.robustmq.placement.state.command.Reason;
import io.robustmq.placement.state.command.Reply;
import io.robustmq.placement.state.model.ConfigEntry;
import io.robustmq.placement.state.model.ConfigValue;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetriesTest {
    private static final long MINUTE = 60_000;

    private final ClusterStory cluster = ClusterStory.formed();

    @Test
    void aCommandThatIsSentAgainIsNotAppliedAgain() {
        Command write = config("k", 1);
        Reply first = cluster.does(write);
        cluster.does(config("k2", 2));
        long revision = cluster.image().revision();
        assertThat(cluster.decide(write)).isEqualTo(new Decision.Unchanged(first));
        assertThat(cluster.image().revision()).isEqualTo(revision);
    }

    @Test
    void aKeyIsForOneCommand() {
        cluster.does(config("k", 1));
        cluster.refuses(Reason.IDEMPOTENCY_KEY_REUSED, config("k", 2));
    }

    @Test
    void aRefusedCommandDoesNotUseItsKeyUp() {
        cluster.refuses(Reason.NOT_ENOUGH_NODES, new Command.CreateShardSet("k", "mqtt", 1, 1, 1));
        cluster.journal("n1", "");
        cluster.does(new Command.CreateShardSet("k", "mqtt", 1, 1, 1));
    }

    @Test
    void keysAreForgottenAfterTheirTimeAFewAtATime() {
        for (int i = 0; i < 20; i++) {
            cluster.does(config("old" + i, i));
        }
        int known = cluster.image().applied().size();
        cluster.passes(Limits.REMEMBERED_MILLIS);
        cluster.does(config("young", 0));
        assertThat(cluster.image().applied().size()).isEqualTo(known + 1);
        cluster.passes(1);
        cluster.does(config("later", 0));
        assertThat(cluster.image().applied().size()).isEqualTo(known + 2 - Limits.FORGOTTEN_AT_ONCE);
        for (int i = 0; i < 3; i++) {
            cluster.does(config("more" + i, 0));
        }
        assertThat(cluster.image().applied().size()).isEqualTo(5);
        assertThat(cluster.image().appliedByRevision().size()).isEqualTo(5);
        assertThat(cluster.image().applied().get("young")).isNotNull();
    }

    @Test
    void keysOfALeaderWhoseClockWasFarAheadAreForgottenToo() {
        cluster.passes(10 * Limits.REMEMBERED_MILLIS);
        cluster.does(config("ahead", 0));
        cluster.passes(-10 * Limits.REMEMBERED_MILLIS);
        cluster.does(config("now", 0));
        cluster.does(config("now2", 0));
        assertThat(cluster.image().applied().get("ahead")).isNull();
        assertThat(cluster.image().applied().get("now")).isNotNull();
    }

    /** Leadership goes from one member to another, whose clock differs by a minute; a client sends a command again for nine. */
    @Test
    void clocksAMinuteApartForgetNoKeyThatAClientMayStillSend() {
        Reply first = cluster.does(config("sent", 1));
        cluster.passes(9 * MINUTE + MINUTE);
        cluster.does(config("ahead", 0));
        assertThat(cluster.decide(config("sent", 1))).isEqualTo(new Decision.Unchanged(first));
        cluster.passes(-9 * MINUTE - 2 * MINUTE);
        cluster.does(config("behind", 0));
        assertThat(cluster.decide(config("sent", 1))).isEqualTo(new Decision.Unchanged(first));
    }

    /** As the page on operations says. */
    @Test
    void aLeaderWhoseClockIsThreeMinutesAheadForgetsKeysAfterSeven() {
        cluster.does(config("sent", 1));
        cluster.passes(7 * MINUTE + 3 * MINUTE);
        cluster.does(config("another", 0));
        assertThat(cluster.image().applied().get("sent")).isNotNull();
        cluster.passes(1);
        cluster.does(config("later", 0));
        assertThat(cluster.image().applied().get("sent")).isNull();
    }

    @Test
    void noMoreKeysAreKnownThanTheLimit() {
        for (int i = 0; i < Limits.REMEMBERED_KEYS + 10; i++) {
            cluster.does(config("key" + i, 0));
        }
        assertThat(cluster.image().applied().size()).isEqualTo(Limits.REMEMBERED_KEYS);
        assertThat(cluster.image().applied().get("key9")).isNull();
        assertThat(cluster.image().applied().get("key10")).isNotNull();
    }

    private static Command config(String key, long value) {
        return new Command.Write(key, List.of(Change.Put.of(new ConfigEntry("a.b", new ConfigValue.OfInteger(value)))));
    }
}
