package io.robustmq.journal.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.robustmq.journal.api.v1.GetRequest;
import io.robustmq.journal.api.v1.Reason;
import io.robustmq.journal.api.v1.Record;
import io.robustmq.journal.api.v1.ShardRef;
import io.robustmq.journal.api.v1.ShardsResponse;
import io.robustmq.journal.api.v1.StoredRecord;
import io.robustmq.journal.api.v1.TailResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Questions are tried again where that may help; who follows goes on where it was. */
class JournalClientTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ByteString KEY = ByteString.copyFromUtf8("k");
    private static final ShardRef SHARD =
            ShardRef.newBuilder().setGroup(FakeJournal.GROUP).setShard(3).build();
    private static final int BYTES = 1_000;

    private final FakeJournal first = new FakeJournal();
    private final FakeJournal second = new FakeJournal();
    private final JournalClient client = new JournalClient(new ClientSettings(
            List.of(first.address(), second.address()), PATIENCE, Duration.ofSeconds(20), Duration.ofMillis(10)));

    @AfterEach
    void close() {
        client.close();
        first.close();
        second.close();
    }

    private ByteString get() {
        return client.get(GetRequest.newBuilder().setShard(SHARD).setKey(KEY).build())
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join()
                .getValue();
    }

    @Test
    void whatMayPassIsTriedAgain() {
        first.leads = true;
        first.getFaults.addAll(List.of(Reason.NO_QUORUM, Reason.NOT_LEADER, Reason.OVERLOADED));
        assertThat(get()).isEqualTo(KEY);
        assertThat(first.getFaults).isEmpty();
    }

    @Test
    void whatCannotBeRightFailsAtOnce() {
        first.leads = true;
        first.getFaults.addAll(List.of(Reason.INVALID_FIELD, Reason.STORAGE_FAILED));
        Throwable fault =
                catchThrowableOfType(CompletionException.class, this::get).getCause();
        assertThat(fault).isInstanceOfSatisfying(JournalException.class, why -> assertThat(why.reason())
                .isEqualTo(Reason.INVALID_FIELD));
        assertThat(first.getFaults).containsExactly(Reason.STORAGE_FAILED);
    }

    @Test
    void anotherServerIsAskedWhenOneIsAway() {
        first.leads = true;
        assertThat(get()).isEqualTo(KEY);
        second.leads = true;
        first.close();
        assertThat(get()).isEqualTo(KEY);
    }

    @Test
    void shardsAreToldByWhoeverKnowsThem() {
        ShardsResponse known = ShardsResponse.newBuilder().addShards(SHARD).build();
        second.shards = known;
        assertThat(client.shards()
                        .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                        .join())
                .isEqualTo(known);
    }

    private static TailResponse records(long from, int count) {
        TailResponse.Builder response =
                TailResponse.newBuilder().setShard(SHARD).setBytes(BYTES);
        for (long offset = from; offset < from + count; offset++) {
            response.addRecords(StoredRecord.newBuilder().setOffset(offset).setRecord(Record.newBuilder()));
        }
        return response.setNextOffset(from + count).build();
    }

    @Test
    void whoFollowsGoesOnBehindWhatItHasWithTheNextLeader() {
        first.leads = true;
        List<Long> offsets = new CopyOnWriteArrayList<>();
        try (Tailing tail = client.tail(FakeJournal.GROUP, response -> response.getRecordsList()
                .forEach(record -> offsets.add(record.getOffset())))) {
            tail.follow(Map.of(SHARD.getShard(), 5L));
            await().atMost(PATIENCE).until(() -> !first.tails.isEmpty());
            assertThat(first.tails.getFirst().getBegin(0).getShard()).isEqualTo(SHARD);
            assertThat(first.tails.getFirst().getBegin(0).getOffset()).isEqualTo(5);
            first.send(records(5, 3));
            await().atMost(PATIENCE).until(() -> offsets.size() == 3);

            second.leads = true;
            first.close();
            await().atMost(PATIENCE).until(() -> !second.tails.isEmpty());
            assertThat(second.tails.getFirst().getBegin(0).getOffset()).isEqualTo(8);
            second.send(records(8, 2));
            await().atMost(PATIENCE).until(() -> offsets.size() == 5);
            assertThat(offsets).containsExactly(5L, 6L, 7L, 8L, 9L);
        }
    }

    @Test
    void whoFollowsLeavesALeaderThatIsSilentAndDoesNotLeadAnyMore() {
        first.leads = true;
        try (Tailing tail = client.tail(FakeJournal.GROUP, _ -> {})) {
            tail.follow(Map.of(SHARD.getShard(), 5L));
            await().atMost(PATIENCE).until(() -> !first.tails.isEmpty());
            second.leads = true;
            first.leads = false; // and says nothing by itself
            await().atMost(PATIENCE).until(() -> !second.tails.isEmpty());
            assertThat(second.tails.getFirst().getBegin(0).getOffset()).isEqualTo(5);
        }
    }

    @Test
    void roomIsGrantedAgainOnlyWhenRecordsWereTaken() {
        first.leads = true;
        try (Tailing tail = client.tail(FakeJournal.GROUP, response -> {
            // While the listener has them nothing more was granted.
            assertThat(first.tails).hasSize(1);
        })) {
            tail.follow(Map.of(SHARD.getShard(), 0L));
            await().atMost(PATIENCE).until(() -> !first.tails.isEmpty());
            assertThat(first.tails.getFirst().getGrantBytes()).isPositive();
            first.send(records(0, 1));
            await().atMost(PATIENCE).until(() -> first.tails.size() == 2);
            assertThat(first.tails.getLast().getGrantBytes()).isEqualTo(BYTES);
        }
    }
}
