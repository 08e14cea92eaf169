package io.robustmq.broker.core.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.core.stored.BrokerFence;
import io.robustmq.broker.core.world.FakeStorage;
import io.robustmq.broker.storage.spi.StateChange;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.WriteBatch;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** A broker writes while its fence is as it was when it came; who is taken for gone does not come back as the same. */
class FencesTest {
    private static final int STEPS = 10_000;

    private final FakeStorage storage = new FakeStorage(2);
    private final Fences fences = new Fences(storage);

    private <T> T done(CompletionStage<T> stage) {
        storage.does(STEPS);
        return stage.toCompletableFuture().join();
    }

    private boolean mayWrite(BrokerFence as, int shard) {
        CompletionStage<?> written = storage.shard(shard)
                .write(WriteBatch.of(as.required(), new StateChange.Put(new byte[] {'k'}, new byte[] {'v'})));
        try {
            done(written);
            return true;
        } catch (CompletionException e) {
            assertThat(e.getCause()).isInstanceOfSatisfying(StorageException.class, why -> assertThat(why.kind())
                    .isEqualTo(StorageException.Kind.CONFLICT));
            return false;
        }
    }

    private static BrokerFence open(String nodeId, long epoch) {
        return new BrokerFence(nodeId, epoch, false);
    }

    @Test
    void whoHasTakenItWritesToEveryShardUntilItIsClosed() {
        assertThat(mayWrite(open("a", 1), 0)).isFalse();
        assertThat(done(fences.take(open("a", 1)))).isTrue();
        assertThat(done(fences.take(open("b", 2)))).isTrue();
        assertThat(mayWrite(open("a", 1), 0)).isTrue();
        assertThat(mayWrite(open("a", 1), 1)).isTrue();
        done(fences.close(fence -> fence.nodeId().equals("a")));
        assertThat(mayWrite(open("a", 1), 0)).isFalse();
        assertThat(mayWrite(open("a", 1), 1)).isFalse();
        assertThat(mayWrite(open("b", 2), 1)).isTrue();
    }

    @Test
    void isNotTakenAgainForAnEpochThatWasClosed() {
        done(fences.take(open("a", 1)));
        done(fences.close(_ -> true));
        assertThat(done(fences.take(open("a", 1)))).isFalse();
        assertThat(mayWrite(open("a", 1), 0)).isFalse();
        assertThat(done(fences.take(open("a", 3)))).isTrue();
        assertThat(mayWrite(open("a", 3), 0)).isTrue();
    }

    @Test
    void aLaterEpochShutsOutAnEarlierOne() {
        done(fences.take(open("a", 1)));
        done(fences.take(open("a", 2)));
        assertThat(mayWrite(open("a", 1), 0)).isFalse();
        assertThat(done(fences.take(open("a", 1)))).isFalse();
        done(fences.close(fence -> fence.epoch() < 2));
        assertThat(mayWrite(open("a", 2), 0)).isTrue();
    }

    @Test
    void closesThemHoweverManyThereWere() {
        for (int i = 0; i < 2_500; i++) {
            BrokerFence one = open("n" + i, i + 1);
            done(storage.shard(0).write(WriteBatch.of(one.put())));
        }
        done(fences.close(fence -> fence.epoch() < 2_500));
        assertThat(storage.values('b').stream().map(BrokerFence::of).filter(one -> !one.isClosed()))
                .containsExactly(open("n2499", 2_500));
    }

    @Test
    void takingItTwiceIsLikeOnce() {
        assertThat(done(fences.take(open("a", 1)))).isTrue();
        assertThat(done(fences.take(open("a", 1)))).isTrue();
    }
}
