package io.robustmq.journal.server.rpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.robustmq.journal.api.Limits;
import io.robustmq.journal.api.v1.AppendRequest;
import io.robustmq.journal.api.v1.AppendResponse;
import io.robustmq.journal.api.v1.Appended;
import io.robustmq.journal.api.v1.JournalError;
import io.robustmq.journal.api.v1.Reason;
import io.robustmq.journal.server.lead.JournalFault;
import io.robustmq.journal.server.lead.Submission;
import java.util.concurrent.atomic.AtomicInteger;

/** One stream of requests to append. At most {@value #UNDER_WAY} are on their way; the next is taken from the wire when one is answered. */
final class AppendStream implements StreamObserver<AppendRequest> {
    static final int UNDER_WAY = 128;
    private static final int MAX_PRODUCER_BYTES = 64;

    private final Groups groups;
    private final ServerCallStreamObserver<AppendResponse> to;
    private final AtomicInteger underWay = new AtomicInteger();
    private volatile boolean completed;

    private AppendStream(Groups groups, ServerCallStreamObserver<AppendResponse> to) {
        this.groups = groups;
        this.to = to;
    }

    static AppendStream begin(Groups groups, ServerCallStreamObserver<AppendResponse> to) {
        AppendStream stream = new AppendStream(groups, to);
        to.disableAutoRequest();
        to.setOnCancelHandler(() -> {}); // whoever went away is not told; what it asked for goes on
        to.request(UNDER_WAY);
        return stream;
    }

    @Override
    public void onNext(AppendRequest request) {
        underWay.incrementAndGet();
        try {
            requireSound(request);
            Submission submission = Submission.of(
                    request.getShard().getShard(),
                    request.getProducer(),
                    request.getSequence(),
                    request.getGap(),
                    request.getWritesList());
            if (submission.bytes() > Limits.APPEND_BYTES) {
                throw JournalFault.of(
                        Reason.TOO_LARGE,
                        "a request of " + submission.bytes() + " bytes; at most " + Limits.APPEND_BYTES);
            }
            submission.answer().whenComplete((appended, fault) -> answer(request, appended, fault));
            groups.of(request.getShard()).submit(submission);
        } catch (JournalFault fault) {
            answer(request, Appended.getDefaultInstance(), fault);
        }
    }

    private static void requireSound(AppendRequest request) {
        int producer = request.getProducer().size();
        if (producer < 1 || producer > MAX_PRODUCER_BYTES) {
            throw JournalFault.of(Reason.INVALID_FIELD, "producer has " + producer + " bytes, not 1 to 64");
        }
        if (request.getSequence() < 1) {
            throw JournalFault.of(Reason.INVALID_FIELD, "sequence is " + request.getSequence() + ", not 1 or more");
        }
        Checks.requireSound(request.getWritesList());
    }

    private void answer(AppendRequest request, Appended appended, @org.jspecify.annotations.Nullable Throwable fault) {
        AppendResponse.Builder response =
                AppendResponse.newBuilder().setShard(request.getShard()).setSequence(request.getSequence());
        if (fault == null) {
            response.setAppended(appended);
        } else {
            JournalError error = Statuses.error(fault);
            response.setError(error);
        }
        synchronized (to) {
            if (!to.isCancelled()) {
                to.onNext(response.build());
                to.request(1);
            }
        }
        if (underWay.decrementAndGet() == 0 && completed) {
            complete();
        }
    }

    private void complete() {
        synchronized (to) {
            if (!to.isCancelled()) {
                to.onCompleted();
            }
        }
    }

    @Override
    public void onError(Throwable gone) {
        // What is on its way goes on; nobody is told.
    }

    @Override
    public void onCompleted() {
        completed = true;
        if (underWay.get() == 0) {
            complete();
        }
    }
}
