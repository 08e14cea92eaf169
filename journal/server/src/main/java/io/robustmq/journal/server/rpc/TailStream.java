package io.robustmq.journal.server.rpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.robustmq.journal.api.v1.ShardRef;
import io.robustmq.journal.api.v1.TailRequest;
import io.robustmq.journal.api.v1.TailResponse;
import io.robustmq.journal.server.entry.Kinds;
import io.robustmq.journal.server.raft.Replica;
import io.robustmq.journal.storage.record.ReadQuery;
import io.robustmq.journal.storage.record.RecordPage;
import io.robustmq.journal.storage.record.StoredRecord;
import io.robustmq.journal.storage.record.TopicSelection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One stream of records of shards as they are committed. Of a group all shards are read together: the log is gone through once for all of
 * them. Nothing is sent beyond what was granted, nor faster than the wire takes it. On a virtual thread of its own.
 */
final class TailStream implements StreamObserver<TailRequest> {
    private static final int PAGE_RECORDS = 1_000;
    private static final int PAGE_BYTES = 1 << 20;

    private final Groups groups;
    private final ServerCallStreamObserver<TailResponse> to;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Of each group, where each shard goes on. Guarded by the lock. */
    private final Map<String, Followed> followed = new LinkedHashMap<>();

    private long granted;
    private boolean ended;

    /** Something may have come since it was looked for. */
    private boolean called;

    private record Followed(Replica replica, TreeMap<Integer, Long> positions) {}

    private TailStream(Groups groups, ServerCallStreamObserver<TailResponse> to) {
        this.groups = groups;
        this.to = to;
    }

    static TailStream begin(Groups groups, ServerCallStreamObserver<TailResponse> to) {
        TailStream stream = new TailStream(groups, to);
        to.setOnCancelHandler(stream::end);
        to.setOnReadyHandler(stream::call);
        Thread.ofVirtual().name("tail").start(stream::run);
        return stream;
    }

    @Override
    public void onNext(TailRequest request) {
        lock.lock();
        try {
            for (TailRequest.From from : request.getBeginList()) {
                ShardRef shard = from.getShard();
                Replica replica = groups.led(shard);
                followed.computeIfAbsent(shard.getGroup(), none -> new Followed(replica, new TreeMap<>()))
                        .positions()
                        .put(shard.getShard(), from.getOffset());
            }
            for (ShardRef shard : request.getEndList()) {
                Followed of = followed.get(shard.getGroup());
                if (of != null) {
                    of.positions().remove(shard.getShard());
                }
            }
            followed.values().removeIf(of -> of.positions().isEmpty());
            granted += request.getGrantBytes();
            called = true;
            changed.signalAll();
        } catch (RuntimeException fault) {
            fail(fault);
        } finally {
            lock.unlock();
        }
    }

    private void call() {
        lock.lock();
        try {
            called = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onError(Throwable gone) {
        end();
    }

    @Override
    public void onCompleted() {
        lock.lock();
        try {
            if (!ended) {
                ended = true;
                to.onCompleted();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void fail(Throwable fault) {
        lock.lock();
        try {
            if (!ended) {
                ended = true;
                to.onError(Statuses.of(fault));
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
            while (true) {
                List<Step> steps = await();
                if (steps.isEmpty()) {
                    return;
                }
                boolean any = false;
                for (Step step : steps) {
                    any |= advance(step);
                }
                if (!any) {
                    steps.forEach(step -> step.of().replica().appliedEnd().whenBeyond(step.from(), this::call));
                    if (!steps.stream().allMatch(step -> step.of().replica().isLeading())) {
                        call(); // who stopped leading in between has called those who waited before
                    }
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException fault) {
            fail(fault);
        }
    }

    /**
     * One look at a group.
     *
     * @param positions of the shards that are looked at, as they were; others that come meanwhile are not part of it
     */
    private record Step(String group, Followed of, Map<Integer, Long> positions) {
        long from() {
            return positions.values().stream().mapToLong(Long::longValue).min().orElseThrow();
        }

        long kinds() {
            long kinds = 0;
            for (int shard : positions.keySet()) {
                kinds |= Kinds.of(shard);
            }
            return kinds;
        }

        /** Whether the shard is still followed from where it was. */
        boolean isCurrent(int shard) {
            Long was = positions.get(shard);
            return was != null && was.equals(of.positions().get(shard));
        }
    }

    /** Waits until there may be something to send, and room for it; empty when the stream has ended. */
    private List<Step> await() throws InterruptedException {
        lock.lock();
        try {
            while (!ended && (!called || granted <= 0 || !to.isReady() || followed.isEmpty())) {
                changed.await();
            }
            called = false;
            List<Step> steps = new ArrayList<>();
            if (!ended) {
                followed.forEach((group, of) -> steps.add(new Step(group, of, new TreeMap<>(of.positions()))));
            }
            return steps;
        } finally {
            lock.unlock();
        }
    }

    /** Whether there was something; then there may be more. */
    private boolean advance(Step step) {
        Replica replica = step.of().replica();
        if (!replica.isLeading()) {
            throw replica.notLeading();
        }
        long end = replica.appliedEnd().get();
        if (step.from() >= end) {
            return false;
        }
        RecordPage page = replica.log()
                .read(new ReadQuery(step.from(), TopicSelection.ALL, step.kinds(), PAGE_RECORDS, PAGE_BYTES));
        long next = Math.min(end, page.atEnd() ? end : page.nextOffset());
        lock.lock();
        try {
            if (!ended) {
                send(step, page, next);
            }
            called = true;
        } finally {
            lock.unlock();
        }
        return true;
    }

    private void send(Step step, RecordPage page, long next) {
        Map<Integer, TailResponse.Builder> responses = new TreeMap<>();
        Map<Integer, Long> bytes = new TreeMap<>();
        for (StoredRecord stored : page.records()) {
            int shard = stored.record().kind();
            Long from = step.positions().get(shard);
            if (from != null && step.isCurrent(shard) && stored.offset() >= from && stored.offset() < next) {
                responses
                        .computeIfAbsent(shard, none -> TailResponse.newBuilder())
                        .addRecords(Messages.of(stored));
                bytes.merge(shard, (long) stored.record().sizeBytes(), Long::sum);
            }
        }
        step.positions().forEach((shard, position) -> {
            if (step.isCurrent(shard)) {
                step.of().positions().put(shard, Math.max(position, next));
            }
        });
        responses.forEach((shard, response) -> {
            long size = bytes.getOrDefault(shard, 0L);
            granted -= size;
            to.onNext(response.setShard(
                            ShardRef.newBuilder().setGroup(step.group()).setShard(shard))
                    .setNextOffset(next)
                    .setBytes(size)
                    .build());
        });
    }
}
