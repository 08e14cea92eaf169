package io.robustmq.broker.core.durable;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.world.Client;
import io.robustmq.broker.storage.spi.Shard;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A shard whose log is damaged keeps back no other, is not asked over and over, and goes on when it is mended. */
class DamagedLogTest extends Trouble {
    private static final int MESSAGES = 16;
    private static final int BAD = 1;
    private static final Duration LONG = Duration.ofMinutes(10);

    /** Between the doubled pauses of the first minute and one a minute from then on; ten times a second would be 6,000. */
    private static final int MOST_READS = 30;

    private Client subscriber(int shards, String filter) {
        shards(shards);
        Client subscriber = client("subscriber").connected(back());
        subscriber.subscribe(filter, 1);
        return subscriber;
    }

    /** A client that is away while messages are written to all shards, of which one is found damaged. */
    private Client missesAll(boolean isShared) {
        Client subscriber = subscriber(4, isShared ? "$share/group/t/#" : "t/#");
        subscriber.drop();
        publish();
        storage.isDamaged(BAD);
        return subscriber;
    }

    private void publish() {
        Client publisher = client("publisher").connected();
        for (int i = 0; i < MESSAGES; i++) {
            publisher.publish("t/" + i, "" + i, 1);
        }
        publisher.disconnect();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void itKeepsBackNoOtherAndGoesOnWhenItIsMended(boolean isShared) {
        Client subscriber = missesAll(isShared);
        Shard bad = storage.shard(BAD);
        int unread = (int) (bad.nextOffset() - bad.startOffset());
        assertThat(unread).isPositive();
        subscriber.acknowledging().connected(back());
        world.passes(Duration.ofSeconds(30));
        assertThat(subscriber.takePayloads()).hasSize(MESSAGES - unread);
        publish();
        assertThat(subscriber.takePayloads()).as("as they come").hasSize(MESSAGES - unread);
        storage.isMended();
        world.passes(Duration.ofMinutes(2));
        assertThat(subscriber.takePayloads()).hasSize(2 * unread);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void itIsAskedEverMoreSeldom(boolean isShared) {
        Client subscriber = missesAll(isShared);
        subscriber.acknowledging().connected(back());
        long before = storage.reads(BAD);
        world.passes(LONG);
        assertThat(storage.reads(BAD) - before).isBetween(10L, (long) MOST_READS);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatAMemberGaveBackOfOtherShardsIsDealtOut(boolean isDamaged) {
        Client subscriber = subscriber(4, "$share/group/t/#");
        publish();
        assertThat(subscriber.takePayloads()).hasSize(MESSAGES);
        subscriber.drop();
        world.passes(A_MOMENT);
        Shard bad = storage.shard(BAD);
        int unread = (int) (bad.nextOffset() - bad.startOffset());
        if (isDamaged) {
            storage.isDamaged(BAD);
        } else {
            storage.doubts(BAD); // does not answer
        }
        subscriber.acknowledging().begin(back());
        world.passes(Duration.ofSeconds(30));
        assertThat(subscriber.takePayloads()).hasSize(MESSAGES - unread);
        storage.isMended();
        storage.fails(null);
        world.passes(Duration.ofMinutes(2));
        assertThat(subscriber.takePayloads()).hasSize(unread);
    }

    @Test
    void aMessageInFlightIsAskedForEverMoreSeldomAndSentAgainWhenItCanBeRead() {
        Client subscriber = subscriber(2, "t/#");
        publish();
        assertThat(subscriber.takePayloads()).hasSize(MESSAGES);
        subscriber.drop();
        storage.isDamaged(BAD);
        subscriber.acknowledging().connected(back());
        long before = storage.reads(BAD);
        world.passes(LONG);
        long asked = storage.reads(BAD) - before;
        assertThat(asked).isBetween(10L, (long) MESSAGES * MOST_READS);
        storage.isMended();
        world.passes(Duration.ofMinutes(2));
        assertThat(subscriber.takePayloads()).hasSize(MESSAGES);
    }
}
