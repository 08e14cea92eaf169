package io.robustmq.broker.storage.kit;

import static io.robustmq.broker.storage.kit.Records.payloads;
import static io.robustmq.broker.storage.kit.Records.readAll;
import static io.robustmq.broker.storage.kit.Records.record;
import static io.robustmq.broker.storage.kit.State.change;
import static io.robustmq.broker.storage.kit.State.delete;
import static io.robustmq.broker.storage.kit.State.deleteRange;
import static io.robustmq.broker.storage.kit.State.entries;
import static io.robustmq.broker.storage.kit.State.get;
import static io.robustmq.broker.storage.kit.State.put;
import static io.robustmq.broker.storage.kit.State.require;
import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.storage.spi.Shard;
import io.robustmq.broker.storage.spi.StateChange;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import io.robustmq.broker.storage.spi.WriteBatch;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Compare-and-set, and that a batch happens as a whole or not at all. */
public interface RequirementTests extends OnBench {

    private static void conflicts(Shard shard, StateChange... changes) {
        assertThat(Answers.refusal(shard.write(new WriteBatch(List.of(record("t", "never")), List.of(changes))))
                        .kind())
                .isEqualTo(Kind.CONFLICT);
    }

    @Test
    default void aBatchGoesIfItsRequirementsHold() {
        change(shard(), require("a", null), put("a", "1"));
        change(shard(), require("a", "1"), require("b", null), put("a", "2"), put("b", ""));
        change(shard(), require("b", ""), require("a", "2"), delete("a"));

        assertThat(entries(shard())).containsExactly("b=");
    }

    @Test
    default void nothingHappensIfOneDoesNotHold() {
        change(shard(), put("a", "1"), put("e", ""));

        conflicts(shard(), put("x", "1"), require("a", "2"), put("y", "1"));
        conflicts(shard(), put("x", "1"), require("a", null));
        conflicts(shard(), put("x", "1"), require("b", "1"));
        conflicts(shard(), put("x", "1"), require("e", null));
        conflicts(shard(), put("x", "1"), require("b", ""));
        conflicts(shard(), deleteRange("", ""), require("a", "1"), require("a", "11"));
        assertThat(entries(shard())).containsExactly("a=1", "e=");
        assertThat(readAll(shard())).isEmpty();
    }

    @Test
    default void requirementsAreAboutTheStateAsTheBatchBegins() {
        change(shard(), put("a", "1"));
        change(shard(), put("a", "2"), require("a", "1"), delete("a"), require("a", "1"));

        assertThat(get(shard(), "a")).isNull();
    }

    @Test
    default void requirementsSeeTheWritesBefore() {
        Shard shard = shard();
        List<java.util.concurrent.CompletionStage<?>> stages = new ArrayList<>();
        stages.add(shard.write(WriteBatch.of(put("n", "0"), put("r1", ""), put("r2", ""))));
        for (int i = 0; i < 100; i++) {
            stages.add(shard.write(new WriteBatch(
                    List.of(record("t", "" + i)), List.of(require("n", "" + i), put("n", "" + (i + 1))))));
        }
        stages.add(shard.write(WriteBatch.of(deleteRange("r", "s"))));
        stages.add(shard.write(WriteBatch.of(require("r1", null), require("r2", null), put("r2", "again"))));
        stages.add(shard.write(WriteBatch.of(require("r2", "again"), delete("r2"))));
        stages.add(shard.write(WriteBatch.of(require("r2", null))));
        stages.forEach(Answers::of);

        assertThat(get(shard, "n")).isEqualTo("100");
        assertThat(readAll(shard)).hasSize(100);
    }

    @Test
    default void ofTwoWhoRequireTheSameOneWins() {
        Shard shard = shard();
        for (int round = 0; round < 30; round++) {
            var one = shard.write(WriteBatch.of(require("owner" + round, null), put("owner" + round, "one")));
            var two = shard.write(WriteBatch.of(require("owner" + round, null), put("owner" + round, "two")));

            Answers.of(one);
            assertThat(Answers.refusal(two).kind()).isEqualTo(Kind.CONFLICT);
            assertThat(get(shard, "owner" + round)).isEqualTo("one");
        }
    }

    @Test
    default void countersLoseNoStep() throws InterruptedException {
        Shard shard = shard();
        change(shard, put("n", "0"));
        int threads = 4;
        int steps = 25;
        Crowd.of(threads, who -> {
            for (int done = 0; done < steps; ) {
                int n = Integer.parseInt(String.valueOf(get(shard, "n")));
                try {
                    Answers.of(shard.write(new WriteBatch(
                            List.of(record("n", "" + (n + 1))),
                            List.of(require("n", "" + n), put("n", "" + (n + 1))))));
                    done++;
                } catch (StorageException e) {
                    assertThat(e.kind()).isEqualTo(Kind.CONFLICT);
                }
            }
        });

        assertThat(get(shard, "n")).isEqualTo("" + threads * steps);
        assertThat(payloads(readAll(shard)).stream().map(Integer::valueOf))
                .as("records and changes of a batch go together")
                .hasSize(threads * steps)
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    default void nobodySeesHalfABatch() throws InterruptedException {
        Shard shard = shard();
        change(shard, put("x/1", "0"), put("x/2", "0"), put("x/3", "0"));
        Crowd.of(3, who -> {
            for (int i = 1; i <= 100; i++) {
                if (who == 0) {
                    change(shard, put("x/1", "" + i), put("x/2", "" + i), put("x/3", "" + i));
                } else {
                    List<String> values = entries(shard, Records.bytes("x/"), Records.bytes("x0"), 10).stream()
                            .map(entry -> entry.substring(4))
                            .distinct()
                            .toList();
                    assertThat(values).hasSize(1);
                }
            }
        });
    }
}
