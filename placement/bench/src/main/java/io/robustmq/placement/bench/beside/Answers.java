package io.robustmq.placement.bench.beside;

import io.grpc.stub.StreamObserver;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/** Observers that pass answers on. */
final class Answers {

    private Answers() {}

    /** One answer of a kind, for one who does not ask of which. */
    static <A> StreamObserver<A> of(StreamObserver<Object> answer) {
        return new StreamObserver<>() {
            @Override
            public void onNext(A value) {
                answer.onNext(value);
            }

            @Override
            public void onError(Throwable failed) {
                answer.onError(failed);
            }

            @Override
            public void onCompleted() {
                answer.onCompleted();
            }
        };
    }

    /** Counts down when one answer is complete; says so if there is none. */
    static <A> StreamObserver<A> once(CountDownLatch done) {
        return new StreamObserver<>() {
            @Override
            public void onNext(A value) {}

            @Override
            public void onError(Throwable failed) {
                System.err.println("a write failed: " + failed);
            }

            @Override
            public void onCompleted() {
                done.countDown();
            }
        };
    }

    /** Each answer of a stream that should not end. */
    static <A> StreamObserver<A> each(Consumer<A> consumer) {
        return new StreamObserver<>() {
            @Override
            public void onNext(A value) {
                consumer.accept(value);
            }

            @Override
            public void onError(Throwable failed) {
                System.err.println("a stream failed: " + failed);
            }

            @Override
            public void onCompleted() {
                System.err.println("a stream ended");
            }
        };
    }
}
