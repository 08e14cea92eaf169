package io.robustmq.broker.storage.kit;

import io.robustmq.broker.storage.spi.RecordPage;
import io.robustmq.broker.storage.spi.StoredRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A subscriber of a tail that asks for pages when the test says so, and writes down what it gets. Thread-safe. */
public final class Reader implements Flow.Subscriber<RecordPage> {
    private final long requestAtOnce;
    private final Consumer<RecordPage> check;
    private final List<RecordPage> pages = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private Flow.@Nullable Subscription subscription;
    private @Nullable Throwable error;
    private boolean inCall;

    /** Asks for everything. */
    public static Reader greedy() {
        return new Reader(Long.MAX_VALUE, page -> {});
    }

    /** Asks for nothing until told. */
    public static Reader patient() {
        return new Reader(0, page -> {});
    }

    /** Asks for everything and checks each page when it comes. */
    public static Reader checking(Consumer<RecordPage> check) {
        return new Reader(Long.MAX_VALUE, check);
    }

    private Reader(long requestAtOnce, Consumer<RecordPage> check) {
        this.requestAtOnce = requestAtOnce;
        this.check = check;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        synchronized (this) {
            subscription = given;
        }
        if (requestAtOnce > 0) {
            given.request(requestAtOnce);
        }
    }

    @Override
    public void onNext(RecordPage page) {
        begin("onNext");
        try {
            check.accept(page);
        } catch (AssertionError e) {
            fault(String.valueOf(e.getMessage()));
        }
        synchronized (this) {
            if (page.records().isEmpty()) {
                faults.add("an empty page");
            }
            pages.add(page);
            inCall = false;
        }
    }

    @Override
    public void onError(Throwable given) {
        begin("onError");
        synchronized (this) {
            error = given;
            inCall = false;
        }
    }

    @Override
    public void onComplete() {
        fault("a tail has no end");
    }

    private synchronized void begin(String call) {
        if (subscription == null) {
            faults.add(call + " before onSubscribe");
        }
        if (inCall) {
            faults.add(call + " while another call is under way");
        }
        if (error != null) {
            faults.add(call + " after the error");
        }
        inCall = true;
    }

    private synchronized void fault(String what) {
        faults.add(what);
    }

    public synchronized Flow.Subscription subscription() {
        if (subscription == null) {
            throw new AssertionError("not subscribed");
        }
        return subscription;
    }

    public synchronized List<StoredRecord> records() {
        if (!faults.isEmpty()) {
            throw new AssertionError(String.join("; ", faults));
        }
        List<StoredRecord> all = new ArrayList<>();
        pages.forEach(page -> all.addAll(page.records()));
        return all;
    }

    public synchronized int pages() {
        return pages.size();
    }

    public synchronized @Nullable Throwable error() {
        return error;
    }

    public void awaitRecords(int count) {
        Answers.until(
                "a reader gets " + count + " records, has " + records().size(),
                () -> records().size() >= count);
    }

    public void awaitPages(int count) {
        Answers.until("a reader gets " + count + " pages", () -> pages() >= count);
    }

    public Throwable awaitError() {
        Answers.until("a reader gets an error", () -> error() != null);
        Throwable got = error();
        if (got == null) {
            throw new AssertionError("the error went away");
        }
        return got;
    }
}
