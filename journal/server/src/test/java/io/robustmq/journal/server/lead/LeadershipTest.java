package io.robustmq.journal.server.lead;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.robustmq.journal.api.v1.Change;
import io.robustmq.journal.api.v1.Outcome;
import io.robustmq.journal.api.v1.Record;
import io.robustmq.journal.api.v1.Write;
import io.robustmq.journal.server.disk.StateStore;
import io.robustmq.journal.server.entry.RecordBytes;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a leader decides while nothing of it is applied yet. */
class LeadershipTest {

    @TempDir
    Path folder;

    private StateStore state;
    private Leadership leadership;

    @BeforeEach
    void begin() {
        state = new StateStore(folder.resolve("state"));
        leadership = new Leadership(3, state, () -> state.applied().endOffset());
    }

    @AfterEach
    void end() {
        state.close();
    }

    private static ByteString bytes(String text) {
        return ByteString.copyFromUtf8(text);
    }

    private static Change put(String key, String value) {
        return Change.newBuilder()
                .setPut(Change.Put.newBuilder().setKey(bytes(key)).setValue(bytes(value)))
                .build();
    }

    private static Change absent(String key) {
        return Change.newBuilder()
                .setRequire(Change.Require.newBuilder().setKey(bytes(key)))
                .build();
    }

    private static Write write(Change... changes) {
        return Write.newBuilder()
                .addRecords(Record.newBuilder().setTopic(bytes("t")).setValue(bytes("v")))
                .addAllChanges(List.of(changes))
                .build();
    }

    private static Submission submission(String producer, long sequence, boolean gap, Write... writes) {
        return Submission.of(0, bytes(producer), sequence, gap, List.of(writes));
    }

    private Decision decide(Submission... submissions) {
        return Objects.requireNonNull(leadership.decide(List.of(submissions)));
    }

    @Test
    void entriesFollowEachOtherWithoutAGap() {
        Decision first = decide(submission("a", 1, false, write(), write()), submission("b", 1, false, write()));
        Decision second = decide(submission("a", 2, false, write()));

        assertThat(first.header().baseOffset()).isZero();
        assertThat(first.header().records()).isEqualTo(1 + 2 + 1 + 1 + 1);
        assertThat(second.header().baseOffset()).isEqualTo(first.header().endOffset());
        assertThat(first.answers().get(1).appended().getOutcomes(0).getFirstOffset())
                .isEqualTo(4);
        assertThat(RecordBytes.decode(ByteBuffer.wrap(RecordBytes.encode(first.records()))))
                .usingRecursiveComparison()
                .isEqualTo(first.records());
    }

    @Test
    void whatIsDecidedCountsForWhatComesAfter() {
        decide(submission("a", 1, false, write(absent("k"), put("k", "1"))));
        Decision second = decide(submission("b", 1, false, write(absent("k"), put("k", "2")), write()));

        assertThat(second.answers().getFirst().appended().getOutcomesList().stream()
                        .map(Outcome::getConflict))
                .containsExactly(true, false);
    }

    @Test
    void aRequestThatIsOnItsWayIsAnsweredWithTheFirstOne() {
        Submission first = submission("a", 1, false, write());
        Submission again = submission("a", 1, false, write());
        Decision decision = decide(first);
        assertThat(leadership.decide(List.of(again))).isNull();
        assertThat(again.answer()).isNotDone();

        first.answer().complete(decision.answers().getFirst().appended());
        assertThat(again.answer())
                .isCompletedWithValue(decision.answers().getFirst().appended());
    }

    @Test
    void aMissingRequestHoldsUpThoseBehindItUnlessItIsGivenUp() {
        Submission behind = submission("a", 2, false, write());
        assertThat(leadership.decide(List.of(behind))).isNull();
        assertThat(reasonOf(behind.answer())).contains("OUT_OF_SEQUENCE");

        decide(submission("a", 3, true, write()));
        Submission late = submission("a", 2, false, write());
        assertThat(leadership.decide(List.of(late))).isNull();
        assertThat(reasonOf(late.answer())).contains("OUT_OF_SEQUENCE");
    }

    private static String reasonOf(CompletableFuture<?> answer) {
        return String.valueOf(answer.exceptionNow().getMessage());
    }
}
