package io.robustmq.placement.bench.beside;

import io.grpc.Channel;
import io.grpc.stub.StreamObserver;
import java.time.Duration;

/** Who is measured: what the loads ask of it, in its own words. */
sealed interface Target permits RobustMq, Etcd {

    /** Writes one value under a key, and completes once it is acknowledged. */
    void put(Channel member, String key, String value, Duration deadline, StreamObserver<Object> answer);

    /**
     * Watches all keys that begin with a prefix, from now on.
     *
     * @param started run when the member says that the watch is there
     * @param changed called for every change, with how many it is
     */
    void watch(Channel member, String prefix, Runnable started, Changed changed);

    /** Hears of changes. */
    interface Changed {
        void changed(int count);
    }

    static Target named(String name) {
        return switch (name) {
            case "robustmq" -> new RobustMq();
            case "etcd" -> new Etcd();
            default -> throw new IllegalArgumentException("target '" + name + "': robustmq or etcd");
        };
    }
}
