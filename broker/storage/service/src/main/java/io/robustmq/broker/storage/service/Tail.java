package io.robustmq.broker.storage.service;

import io.robustmq.broker.storage.spi.ReadRequest;
import io.robustmq.broker.storage.spi.RecordPage;
import io.robustmq.broker.storage.spi.StorageException;
import io.robustmq.broker.storage.spi.StorageException.Kind;
import io.robustmq.broker.storage.spi.TopicSelection;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Everybody who follows a shard's log. Each subscriber reads on by itself, one page for each it has requested, and waits
 * at the end for {@link #grown}. Thread-safe; subscribers are called on the queue's turns or where a read completes, one
 * call after the other.
 */
public final class Tail {
    private static final int PAGE_RECORDS = 1_000;
    private static final int PAGE_BYTES = 1 << 20;
    private static final long RETRY_MILLIS = 1_000;

    private final Function<ReadRequest, CompletionStage<RecordPage>> reader;
    private final WriteQueue.Turns turns;
    private final Set<Follower> followers = ConcurrentHashMap.newKeySet();
    private volatile @Nullable StorageException end;

    public Tail(Function<ReadRequest, CompletionStage<RecordPage>> reader, WriteQueue.Turns turns) {
        this.reader = reader;
        this.turns = turns;
    }

    public Flow.Publisher<RecordPage> from(long offset) {
        return subscriber -> {
            Follower follower = new Follower(subscriber, offset);
            followers.add(follower);
            subscriber.onSubscribe(follower);
            StorageException ended = end;
            if (ended != null) {
                follower.end(ended);
            }
        };
    }

    /** The log has more than before. */
    public void grown() {
        followers.forEach(Follower::onGrown);
    }

    /** Ends every subscription, now and later. */
    public void end(StorageException why) {
        end = why;
        followers.forEach(follower -> follower.end(why));
    }

    /** Where one subscriber stands. {@code reading}: a read is under way or its page is being handed over. */
    private final class Follower implements Flow.Subscription {
        private final Flow.Subscriber<? super RecordPage> subscriber;
        private long position;
        private long requested;
        private boolean reading;
        private boolean atEnd;
        private boolean grownSince;
        private boolean done;
        private @Nullable Throwable lastWord;

        Follower(Flow.Subscriber<? super RecordPage> subscriber, long position) {
            this.subscriber = subscriber;
            this.position = position;
        }

        @Override
        public void request(long pages) {
            if (pages <= 0) {
                end(new IllegalArgumentException("A subscriber must request at least one page"));
                return;
            }
            synchronized (this) {
                requested = requested + pages < 0 ? Long.MAX_VALUE : requested + pages;
            }
            maybeRead();
        }

        @Override
        public void cancel() {
            synchronized (this) {
                done = true;
            }
            followers.remove(this);
        }

        void onGrown() {
            synchronized (this) {
                grownSince = true;
                atEnd = false;
            }
            maybeRead();
        }

        private void maybeRead() {
            synchronized (this) {
                if (done || reading || atEnd || requested == 0) {
                    return;
                }
                reading = true;
                grownSince = false;
            }
            turns.run(this::read);
        }

        private void read() {
            reader.apply(new ReadRequest(position, TopicSelection.ALL, PAGE_RECORDS, PAGE_BYTES))
                    .whenComplete((page, failure) -> {
                        if (page != null) {
                            onPage(page);
                        } else {
                            onFailure(StorageFailures.of(failure));
                        }
                    });
        }

        private void onPage(RecordPage page) {
            boolean handOver;
            synchronized (this) {
                position = page.nextOffset();
                handOver = !done && lastWord == null && !page.records().isEmpty();
                if (handOver) {
                    requested = requested == Long.MAX_VALUE ? requested : requested - 1;
                }
            }
            if (handOver) {
                subscriber.onNext(page);
            }
            synchronized (this) {
                atEnd = page.atEnd() && !grownSince;
            }
            goOn();
        }

        private void onFailure(StorageException failure) {
            if (failure.kind() == Kind.UNAVAILABLE || failure.kind() == Kind.FULL) {
                turns.runAfter(RETRY_MILLIS, this::goOn);
            } else {
                end(failure);
                goOn();
            }
        }

        /** Lets go of {@code reading}: says the last word if there is one, else reads on. */
        private void goOn() {
            Throwable word;
            synchronized (this) {
                reading = false;
                word = done ? null : lastWord;
                done |= word != null;
            }
            if (word != null) {
                followers.remove(this);
                subscriber.onError(word);
            } else {
                maybeRead();
            }
        }

        void end(Throwable why) {
            synchronized (this) {
                if (done || lastWord != null) {
                    return;
                }
                lastWord = why;
                if (reading) {
                    return;
                }
                reading = true;
            }
            turns.run(this::goOn);
        }
    }
}
