package io.robustmq.broker.storage.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.storage.spi.LogRecord;
import io.robustmq.broker.storage.spi.StateChange;
import io.robustmq.broker.storage.spi.StateChange.Delete;
import io.robustmq.broker.storage.spi.StateChange.DeleteRange;
import io.robustmq.broker.storage.spi.StateChange.Put;
import io.robustmq.broker.storage.spi.StateChange.Require;
import io.robustmq.broker.storage.spi.WriteBatch;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class GroupPlanTest {
    private final Map<String, String> before = Map.of("a", "1", "b", "2", "c", "3");
    private final GroupPlan plan = new GroupPlan(key -> {
        String value = before.get(text(key));
        return value == null ? null : bytes(value);
    });

    @Test
    void aRequirementSeesTheWritesBeforeItsOwn() {
        change(new Put(bytes("a"), bytes("9")));
        change(new Require(bytes("a"), bytes("9")), new Put(bytes("x"), bytes("seen")));
        change(new Require(bytes("a"), bytes("1")), new Put(bytes("y"), bytes("not made")));

        assertThat(refused()).containsExactly(false, false, true);
        assertThat(keys()).containsExactly("a=9", "x=seen");
    }

    @Test
    void aRequirementSeesRangesDeletedBeforeIt() {
        change(new DeleteRange(bytes("a"), bytes("c")));
        change(new Require(bytes("b"), null), new Put(bytes("b"), bytes("new")));
        change(new Require(bytes("c"), bytes("3")));
        change(new DeleteRange(bytes("c"), new byte[0]));
        change(new Require(bytes("c"), bytes("3")));

        assertThat(refused()).containsExactly(false, false, false, false, true);
    }

    @Test
    void requirementsOfABatchAreOfTheTimeBeforeIt() {
        change(new Put(bytes("a"), bytes("9")), new Require(bytes("a"), bytes("1")));

        assertThat(refused()).containsExactly(false);
        assertThat(keys()).containsExactly("a=9");
    }

    @Test
    void rangesComeFirstAndTakeNothingThatIsSetLater() {
        change(new Put(bytes("b"), bytes("gone")), new DeleteRange(bytes("a"), bytes("z")));
        change(new Put(bytes("c"), bytes("stays")), new Delete(bytes("d")));

        assertThat(plan.ranges()).hasSize(1);
        assertThat(keys()).containsExactly("c=stays", "d=-");
    }

    @Test
    void aRangeThatEndsBeforeItBeginsIsNone() {
        change(new DeleteRange(bytes("z"), bytes("a")), new DeleteRange(bytes("a"), bytes("a")));

        assertThat(plan.isEmpty()).isTrue();
    }

    @Test
    void aRefusedWriteLeavesNoGapAmongTheRecords() {
        plan.add(new WriteBatch(List.of(record(), record()), List.of()));
        plan.add(new WriteBatch(List.of(record()), List.of(new Require(bytes("a"), null))));
        plan.add(new WriteBatch(List.of(record()), List.of()));

        assertThat(plan.records()).hasSize(3);
        assertThat(plan.verdicts().getFirst()).isEqualTo(new GroupPlan.Verdict.Made(0, 2));
        assertThat(plan.verdicts().getLast()).isEqualTo(new GroupPlan.Verdict.Made(2, 1));
    }

    private void change(StateChange... changes) {
        plan.add(WriteBatch.of(changes));
    }

    private List<Boolean> refused() {
        return plan.verdicts().stream()
                .map(verdict -> verdict instanceof GroupPlan.Verdict.Refused)
                .toList();
    }

    private List<String> keys() {
        return plan.keys().entrySet().stream()
                .map(entry -> text(entry.getKey()) + "="
                        + entry.getValue().map(GroupPlanTest::text).orElse("-"))
                .collect(Collectors.toList());
    }

    private static LogRecord record() {
        return new LogRecord(0, bytes("t"), null, List.of(), new byte[0]);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
