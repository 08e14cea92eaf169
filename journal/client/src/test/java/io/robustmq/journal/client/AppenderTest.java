package io.robustmq.journal.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.robustmq.journal.api.Limits;
import io.robustmq.journal.api.v1.AppendRequest;
import io.robustmq.journal.api.v1.Appended;
import io.robustmq.journal.api.v1.Reason;
import io.robustmq.journal.api.v1.Record;
import io.robustmq.journal.api.v1.ShardRef;
import io.robustmq.journal.api.v1.Write;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Writes arrive once and in order, whoever leads, and not too many at a time. */
class AppenderTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ShardRef SHARD =
            ShardRef.newBuilder().setGroup(FakeJournal.GROUP).setShard(3).build();

    private final FakeJournal first = new FakeJournal();
    private final FakeJournal second = new FakeJournal();

    @AfterEach
    void close() {
        first.close();
        second.close();
    }

    private JournalClient client(Duration patience, Duration attempt) {
        return new JournalClient(new ClientSettings(
                List.of(first.address(), second.address()), patience, attempt, Duration.ofMillis(10)));
    }

    private JournalClient client() {
        return client(PATIENCE, PATIENCE.dividedBy(2));
    }

    private static List<Write> write(String value) {
        return List.of(Write.newBuilder()
                .addRecords(Record.newBuilder().setValue(ByteString.copyFromUtf8(value)))
                .build());
    }

    private static List<CompletableFuture<Appended>> append(Appender appender, int count) {
        List<CompletableFuture<Appended>> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            answers.add(appender.append(write("v" + i)));
        }
        return answers;
    }

    private static Appended get(CompletableFuture<Appended> answer) {
        return answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    private static void awaitAppends(FakeJournal server, int count) {
        await().atMost(PATIENCE).until(() -> server.appends.size() >= count);
    }

    private static List<Long> sequences(List<AppendRequest> requests) {
        return requests.stream().map(AppendRequest::getSequence).toList();
    }

    @Test
    void whatALostLeaderHasNotAnsweredGoesToTheNextInOrderUnderItsNumbers() {
        first.leads = true;
        try (JournalClient client = client();
                Appender appender = client.appender(SHARD)) {
            List<CompletableFuture<Appended>> answers = append(appender, 3);
            awaitAppends(first, 3);
            first.made(first.appends.getFirst());
            get(answers.getFirst());

            second.answers = true;
            second.leads = true;
            first.close();
            answers.forEach(AppenderTest::get);

            assertThat(second.appends).isEqualTo(first.appends.subList(1, 3));
            assertThat(sequences(second.appends)).containsExactly(2L, 3L);
        }
    }

    @Test
    void aRefusalSaysWhomToAsk() {
        first.leads = true; // so it thinks
        first.refersTo = second.address();
        second.answers = true;
        try (JournalClient client = client();
                Appender appender = client.appender(SHARD)) {
            get(appender.append(write("v")));
            assertThat(first.appends).hasSize(1);
            assertThat(second.appends).isEqualTo(first.appends);
        }
    }

    @Test
    void nothingIsSentBeforeThereIsALeader() {
        try (JournalClient client = client();
                Appender appender = client.appender(SHARD)) {
            CompletableFuture<Appended> answer = appender.append(write("v"));
            second.answers = true;
            second.leads = true;
            get(answer);
            assertThat(first.appends).isEmpty();
        }
    }

    @Test
    void onlySoManyAreOnTheirWayAsAreRemembered() {
        first.leads = true;
        try (JournalClient client = client();
                Appender appender = client.appender(SHARD)) {
            List<CompletableFuture<Appended>> answers = append(appender, 20);
            for (int answered = 0; answered < 20; answered++) {
                awaitAppends(first, Math.min(20, answered + Limits.REMEMBERED));
                assertThat(first.appends).hasSizeLessThanOrEqualTo(answered + Limits.REMEMBERED);
                first.made(first.appends.get(answered));
                assertThat(get(answers.get(answered)).getOutcomes(0).getFirstOffset())
                        .isEqualTo(answered + 1);
            }
            assertThat(sequences(first.appends)).isSorted().doesNotHaveDuplicates();
        }
    }

    @Test
    void answersAreToldInOrderWhateverTheirOwn() {
        first.leads = true;
        try (JournalClient client = client();
                Appender appender = client.appender(SHARD)) {
            List<String> told = new ArrayList<>();
            CompletableFuture<Void> one = appender.append(write("1")).thenAccept(done -> told.add("1"));
            CompletableFuture<Void> two = appender.append(write("2")).thenAccept(done -> told.add("2"));
            awaitAppends(first, 2);
            first.made(first.appends.get(1));
            first.made(first.appends.get(0));
            CompletableFuture.allOf(one, two)
                    .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                    .join();
            assertThat(told).containsExactly("1", "2");
        }
    }

    @Test
    void whatIsNotAnsweredInTimeMayBeDoneAndTheNextSaysThatItIsGivenUp() {
        first.leads = true;
        try (JournalClient client = client(Duration.ofSeconds(10), Duration.ofSeconds(4));
                Appender appender = client.appender(SHARD)) {
            List<CompletableFuture<Appended>> answers = append(appender, 2);
            answers.forEach(answer -> assertThat(fault(answer).mayBeDone()).isTrue());

            first.answers = true;
            get(appender.append(write("behind")));
            assertThat(first.appends)
                    .filteredOn(request -> request.getSequence() == 3)
                    .allMatch(AppendRequest::getGap)
                    .isNotEmpty();
            assertThat(first.appends)
                    .filteredOn(request -> request.getSequence() < 3)
                    .noneMatch(AppendRequest::getGap);
        }
    }

    @Test
    void aRequestThatIsTooLargeFailsAloneAndIsNotSent() {
        first.leads = true;
        first.answers = true;
        try (JournalClient client = client();
                Appender appender = client.appender(SHARD)) {
            JournalException tooLarge = fault(appender.append(write("x".repeat(Limits.APPEND_BYTES))));
            assertThat(tooLarge.reason()).isEqualTo(Reason.TOO_LARGE);
            assertThat(tooLarge.mayBeDone()).isFalse();
            get(appender.append(write("v")));
            assertThat(sequences(first.appends)).containsExactly(1L);
            assertThat(first.appends.getFirst().getGap()).isFalse();
        }
    }

    private static JournalException fault(CompletableFuture<Appended> answer) {
        return (JournalException) catchThrowableOfType(CompletionException.class, () -> get(answer))
                .getCause();
    }
}
