package io.robustmq.placement.state.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.placement.state.ClusterStory;
import io.robustmq.placement.state.command.Change;
import io.robustmq.placement.state.command.Command;
import io.robustmq.placement.state.command.Reason;
import io.robustmq.placement.state.command.Reply;
import io.robustmq.placement.state.image.AppliedCommand;
import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.image.ImageBuilder;
import io.robustmq.placement.state.model.ConfigEntry;
import io.robustmq.placement.state.model.ConfigValue;
import java.util.List;
import org.junit.jupiter.api.Test;

class RetriesTest {
    private static final long MINUTE = 60_000;

    private final ClusterStory cluster = ClusterStory.formed();
    private final int formed = cluster.image().applied().size();

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

    /** Faster than 2,222 commands a second, more keys are younger than 45 s than are remembered by their number. */
    @Test
    void manyKeysAreRememberedForAsLongAsAClientTriesAndNotLonger() {
        int many = Limits.REMEMBERED_KEYS + 2_000;
        Reply first = cluster.does(config("first", 0));
        for (int i = 0; i < many; i++) {
            cluster.does(config("key" + i, 0));
        }
        cluster.passes(Limits.SURELY_REMEMBERED_MILLIS);
        cluster.does(config("later", 0));
        assertThat(cluster.image().applied().size()).isEqualTo(many + 2 + formed);
        assertThat(cluster.decide(config("first", 0))).isEqualTo(new Decision.Unchanged(first));

        cluster.passes(1);
        for (int i = 0; i < 500; i++) {
            cluster.does(config("last" + i, 0));
        }
        assertThat(cluster.image().applied().size()).isEqualTo(Limits.REMEMBERED_KEYS);
        assertThat(cluster.image().applied().get("first")).isNull();
        assertThat(cluster.image().applied().get("later")).isNotNull();
    }

    /** However fast they come: memory has an end. */
    @Test
    void noMoreKeysAreKnownThanTheLimit() {
        ImageBuilder full = new ImageBuilder();
        full.clusterId("c");
        full.revision(Limits.MOST_REMEMBERED_KEYS);
        for (int i = 1; i <= Limits.MOST_REMEMBERED_KEYS; i++) {
            full.applied("key" + i, new AppliedCommand(0, 1_000, new Reply.Done(i)));
        }
        ClusterImage image = full.build();
        for (int i = 1; i <= 10; i++) {
            Decision decision = Placement.decide(image, config("more" + i, i), 1_000);
            image = image.replay(((Decision.Accepted) decision).batch());
        }
        assertThat(image.applied().size()).isEqualTo(Limits.MOST_REMEMBERED_KEYS);
        assertThat(image.applied().get("key10")).isNull();
        assertThat(image.applied().get("key11")).isNotNull();
    }

    private static Command config(String key, long value) {
        return new Command.Write(key, List.of(Change.Put.of(new ConfigEntry("a.b", new ConfigValue.OfInteger(value)))));
    }
}
