package io.robustmq.broker.storage.base;

import static org.assertj.core.api.Assertions.assertThat;

import io.robustmq.broker.storage.spi.LogRecord;
import io.robustmq.broker.storage.spi.ReadRequest;
import io.robustmq.broker.storage.spi.RecordPage;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import io.robustmq.broker.storage.spi.StoredRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** Tails of a log that answers when the test says so, run by an executor that runs when the test says so. */
class TailsTest {
    private final ArrayDeque<Runnable> steps = new ArrayDeque<>();
    private final ArrayDeque<CompletableFuture<RecordPage>> reads = new ArrayDeque<>();
    private final List<String> heard = new ArrayList<>();
    private Flow.Subscription subscription;
    private RuntimeException fault;
    private boolean rejecting;
    private long next;

    private final Tails tails = new Tails(
            new Tails.Log() {
                @Override
                public long nextOffset() {
                    return next;
                }

                @Override
                public CompletionStage<RecordPage> read(ReadRequest request) {
                    heard.add("read " + request.fromOffset());
                    CompletableFuture<RecordPage> read = new CompletableFuture<>();
                    reads.add(read);
                    return read;
                }
            },
            step -> {
                if (rejecting) {
                    throw new RejectedExecutionException();
                }
                steps.add(step);
            },
            10,
            1_000);

    private void subscribe() {
        tails.from(0).subscribe(new Flow.Subscriber<>() {
            @Override
            public void onSubscribe(Flow.Subscription given) {
                subscription = given;
            }

            @Override
            public void onNext(RecordPage page) {
                heard.add("page of " + page.records().size());
                if (fault != null) {
                    throw fault;
                }
            }

            @Override
            public void onError(Throwable error) {
                heard.add("error " + (error instanceof StorageException known ? known.kind() : error));
            }

            @Override
            public void onComplete() {
                heard.add("complete");
            }
        });
    }

    private void run() {
        while (!steps.isEmpty()) {
            steps.remove().run();
        }
    }

    private void answer(int records, long nextOffset) {
        List<StoredRecord> some = new ArrayList<>();
        for (int i = 0; i < records; i++) {
            some.add(new StoredRecord(i, new LogRecord(0, new byte[1], null, List.of(), new byte[0])));
        }
        reads.remove().complete(new RecordPage(some, nextOffset, true));
        run();
    }

    @Test
    void nothingIsReadUntilThereIsDemandAndSomethingToRead() {
        subscribe();
        run();
        subscription.request(1);
        run();
        assertThat(heard).isEmpty();
        next = 3;
        tails.wake();
        run();
        tails.wake();
        run();

        assertThat(heard).containsExactly("read 0");
        answer(2, 3);
        assertThat(heard).containsExactly("read 0", "page of 2");
    }

    @Test
    void anEmptyPageIsNotHandedOverButPassedBy() {
        next = 10;
        subscribe();
        subscription.request(1);
        run();
        answer(0, 5);
        answer(1, 10);

        assertThat(heard).containsExactly("read 0", "read 5", "page of 1");
    }

    @Test
    void oneReadGoesOnAtATime() {
        next = 10;
        subscribe();
        for (int i = 0; i < 5; i++) {
            subscription.request(1);
            run();
        }

        assertThat(reads).hasSize(1);
        answer(1, 2);
        assertThat(reads).hasSize(1);
        assertThat(heard).containsExactly("read 0", "page of 1", "read 2");
    }

    @Test
    void aReadThatFailsEndsTheTail() {
        next = 10;
        subscribe();
        subscription.request(5);
        run();
        reads.remove().completeExceptionally(new StorageException(Kind.UNAVAILABLE, "gone"));
        run();
        tails.wake();
        run();

        assertThat(heard).containsExactly("read 0", "error UNAVAILABLE");
    }

    @Test
    void aSubscriberThatThrowsIsTold() {
        next = 10;
        fault = new IllegalStateException("no");
        subscribe();
        subscription.request(5);
        run();
        answer(1, 2);

        assertThat(heard).containsExactly("read 0", "page of 1", "error FAILED");
    }

    @Test
    void whoCancelsWhileAReadGoesOnHearsNothing() {
        next = 10;
        subscribe();
        subscription.request(5);
        run();
        subscription.cancel();
        answer(1, 2);

        assertThat(heard).containsExactly("read 0");
    }

    @Test
    void closingEndsTailsAtRestAndThoseThatRead() {
        next = 10;
        subscribe();
        subscription.request(5);
        run();
        subscribe();
        run();
        tails.close();
        run();
        assertThat(heard).containsExactly("read 0", "error CLOSED");
        rejecting = true; // the executor is gone, and a last answer comes
        answer(0, 2);

        assertThat(heard).containsExactly("read 0", "error CLOSED", "error CLOSED");
        subscribe();
        assertThat(heard).hasSize(4).endsWith("error CLOSED");
    }
}
