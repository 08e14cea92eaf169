package io.robustmq.placement.server.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.robustmq.placement.api.v1.BackupChunk;
import io.robustmq.placement.api.v1.BackupRequest;
import io.robustmq.placement.api.v1.ClusterGrpc;
import io.robustmq.placement.api.v1.Entry;
import io.robustmq.placement.api.v1.PlacementError;
import io.robustmq.placement.api.v1.Reason;
import io.robustmq.placement.api.v1.RestoreOptions;
import io.robustmq.placement.api.v1.RestoreRequest;
import io.robustmq.placement.api.v1.RestoreResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupIT {

    private static final int WRITERS = 4;
    private static final int KEYS = 1_500; // several pages of a backup
    private static final Map<String, String> FREE_PORTS =
            Map.of("ROBUSTMQ_NETWORK_GRPC_PORT", "0", "ROBUSTMQ_NETWORK_RAFT_PORT", "0");

    @TempDir
    Path folder;

    private record Written(String key, long value) {}

    private final ConcurrentSkipListMap<Long, Written> writes = new ConcurrentSkipListMap<>();
    private volatile boolean stopped;

    @Test
    void aBackupTakenWhileClientsWriteIsOneMomentAndComesBackWholeOrNotAtAll() throws Exception {
        long seed = RecordedLoad.seed();
        Random random = new Random(seed);
        List<BackupChunk> backup;
        try (MemberProcess old =
                MemberProcess.start(folder.resolve("old"), FREE_PORTS).awaitReady()) {
            backup = backUpUnderLoad(old.address("grpc"), seed);
        }
        long revision = backup.getFirst().getHeader().getRevision();
        Map<String, Long> expected = new TreeMap<>();
        writes.headMap(revision, true).values().forEach(written -> expected.put(written.key(), written.value()));
        assertThat(writes.lastKey()).isGreaterThan(revision);

        try (MemberProcess fresh =
                        MemberProcess.start(folder.resolve("new"), FREE_PORTS).awaitReady();
                Client client = new Client(List.of(fresh.address("grpc")))) {
            String address = fresh.address("grpc");
            damaged(backup, random).forEach((how, chunks) -> {
                assertThat(refusal(client.channel(address), chunks)).as(how).isEqualTo(Reason.BAD_BACKUP);
                assertThat(client.staleConfig(address)).as(how).isEmpty();
            });

            oneAtATime(client.channel(address), backup);
            RestoreResponse restored = restore(client.channel(address), backup);
            assertThat(restored.getRevision()).isGreaterThan(revision);
            Map<String, Long> found = new TreeMap<>();
            for (Entry entry : client.staleConfig(address)) {
                found.put(entry.getConfig().getKey(), entry.getConfig().getInteger());
                assertThat(writes.get(entry.getVersion()).key())
                        .isEqualTo(entry.getConfig().getKey());
            }
            assertThat(found).isEqualTo(expected);
            assertThat(refusal(client.channel(address), backup)).isEqualTo(Reason.WRONG_STATE);
            assertThat(client.put("more", 1)).isGreaterThan(restored.getRevision());

            fresh.kill();
            fresh.start();
            fresh.awaitReady();
            try (Client again = new Client(List.of(fresh.address("grpc")))) {
                assertThat(again.get("more")).isEqualTo(1);
                assertThat(again.staleConfig(fresh.address("grpc"))).hasSize(expected.size() + 1);
            }
        }
    }

    /** Who comes second is sent away, and changes nothing of the first; who breaks off makes room. */
    private static void oneAtATime(ManagedChannel channel, List<BackupChunk> backup) {
        AtomicReference<StreamObserver<RestoreRequest>> stream = new AtomicReference<>();
        AtomicReference<CompletableFuture<RestoreResponse>> first =
                new AtomicReference<>(CompletableFuture.failedFuture(new IllegalStateException("not begun")));
        await().atMost(MemberProcess.PATIENCE).until(() -> {
            if (first.get().isCompletedExceptionally()) { // or the other came before it
                first.set(new CompletableFuture<>());
                stream.set(restoring(channel, first.get()));
                backup.subList(0, 2).forEach(chunk -> stream.get()
                        .onNext(RestoreRequest.newBuilder().setChunk(chunk).build()));
            }
            return refusal(channel, List.of(backup.getFirst())) == Reason.CHANGE_UNDER_WAY;
        });
        assertThat(first.get()).isNotDone();
        stream.get().onError(new IllegalStateException("broken off"));
        await().atMost(MemberProcess.PATIENCE)
                .until(() -> refusal(channel, List.of(backup.getFirst())) == Reason.BAD_BACKUP);
    }

    @Test
    void theCommandLineTellsTheStatusAndBacksUpAndRestores() {
        try (MemberProcess member = MemberProcess.start(folder.resolve("member"), FREE_PORTS)
                        .awaitReady();
                Client client = new Client(List.of(member.address("grpc")))) {
            String at = member.address("grpc");
            client.put("kept", 7);
            String memberId = client.status(at).getSelf().getMember().getMemberId();
            assertThat(AdminProcess.done(folder, "--at", at, "status"))
                    .contains(memberId, "leader", client.status(at).getClusterId(), at);
            assertThat(AdminProcess.done(folder, "--at", at, "members")).contains(memberId, "voter", "leads");

            assertThat(AdminProcess.done(folder, "--at", at, "backup", "state.backup"))
                    .contains("entries of " + at + " are in state.backup");
            assertThat(AdminProcess.run(folder, "--at", at, "backup", "state.backup"))
                    .returns(1, AdminProcess::exitCode)
                    .extracting(AdminProcess::output)
                    .asString()
                    .contains("is there already");
            client.put("kept", 8);
            client.put("thrown-away", 1);

            AdminProcess refused = AdminProcess.run(folder, "--at", at, "restore", "state.backup");
            assertThat(refused.exitCode()).as(refused.output()).isEqualTo(1);
            assertThat(refused.output()).contains("WRONG_STATE", "overwrite");
            AdminProcess.done(folder, "--at", at, "restore", "state.backup", "--overwrite");
            assertThat(client.staleConfig(at))
                    .extracting(entry -> entry.getConfig().getKey())
                    .containsExactly("kept");
            assertThat(client.get("kept")).isEqualTo(7);

            assertThat(AdminProcess.done(folder, "--at", at, "check-speed", "1"))
                    .contains("writes a second", "a watch was told of ");
            assertThat(client.staleConfig(at)).as("nothing of it is left").hasSize(1);

            AdminProcess unknown = AdminProcess.run(folder, "restroe", "state.backup");
            assertThat(unknown.exitCode()).isEqualTo(64);
            assertThat(unknown.output()).contains("no command restroe", "backup FILE");
        }
    }

    private List<BackupChunk> backUpUnderLoad(String address, long seed) throws InterruptedException {
        List<Thread> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            String prefix = "writer" + i + "-";
            Random random = new Random(seed + i);
            writers.add(Thread.ofPlatform().start(() -> write(address, prefix, random)));
        }
        try (Client client = new Client(List.of(address))) {
            await().atMost(MemberProcess.PATIENCE).until(() -> writes.size() > KEYS);
            List<BackupChunk> chunks = new ArrayList<>();
            ClusterGrpc.newBlockingStub(client.channel(address))
                    .withDeadlineAfter(1, TimeUnit.MINUTES)
                    .backup(BackupRequest.getDefaultInstance())
                    .forEachRemaining(chunks::add);
            int then = writes.size();
            await().atMost(MemberProcess.PATIENCE).until(() -> writes.size() > then + 10);
            return chunks;
        } finally {
            stopped = true;
            for (Thread writer : writers) {
                writer.join();
            }
        }
    }

    private void write(String address, String prefix, Random random) {
        try (Client client = new Client(List.of(address))) {
            for (long value = 0; !stopped; value++) {
                String key = prefix + random.nextInt(KEYS / WRITERS);
                writes.put(client.put(key, value), new Written(key, value));
            }
        }
    }

    /** The ways in which a backup can be less than whole. */
    private static Map<String, List<BackupChunk>> damaged(List<BackupChunk> backup, Random random) {
        int last = backup.size() - 1;
        assertThat(backup.get(last).hasFooter()).isTrue();
        assertThat(backup.get(1).getEntries().getEntriesCount()).isGreaterThan(10);
        Map<String, List<BackupChunk>> ways = new TreeMap<>();
        ways.put("no footer", backup.subList(0, last));
        ways.put("no header", backup.subList(1, backup.size()));
        List<BackupChunk> lacking = new ArrayList<>(backup);
        lacking.remove(1);
        ways.put("a chunk is missing", lacking);
        List<BackupChunk> doubled = new ArrayList<>(backup);
        doubled.add(1, backup.get(1));
        ways.put("a chunk comes twice", doubled);
        List<BackupChunk> changed = new ArrayList<>(backup);
        BackupChunk.Builder chunk = backup.get(1).toBuilder();
        int victim = random.nextInt(chunk.getEntries().getEntriesCount());
        byte[] value = chunk.getEntries().getEntries(victim).getValue().toByteArray();
        value[random.nextInt(value.length)] ^= 0x04;
        chunk.getEntriesBuilder().getEntriesBuilder(victim).setValue(ByteString.copyFrom(value));
        changed.set(1, chunk.build());
        ways.put("a bit of entry " + victim + " is another", changed);
        return ways;
    }

    private static Reason refusal(ManagedChannel channel, List<BackupChunk> chunks) {
        try {
            restore(channel, chunks);
            return Reason.REASON_UNSPECIFIED;
        } catch (StatusRuntimeException refused) {
            return Client.error(refused).map(PlacementError::getReason).orElseThrow();
        }
    }

    private static RestoreResponse restore(ManagedChannel channel, List<BackupChunk> chunks) {
        CompletableFuture<RestoreResponse> done = new CompletableFuture<>();
        StreamObserver<RestoreRequest> stream = restoring(channel, done);
        for (BackupChunk chunk : chunks) {
            stream.onNext(RestoreRequest.newBuilder().setChunk(chunk).build());
        }
        stream.onCompleted();
        try {
            return done.get(1, TimeUnit.MINUTES);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof StatusRuntimeException refused) {
                throw refused;
            }
            throw new IllegalStateException(e);
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A stream that has sent its options. */
    private static StreamObserver<RestoreRequest> restoring(
            ManagedChannel channel, CompletableFuture<RestoreResponse> done) {
        StreamObserver<RestoreRequest> stream = ClusterGrpc.newStub(channel)
                .withDeadlineAfter(1, TimeUnit.MINUTES)
                .restore(new StreamObserver<>() {
                    @Override
                    public void onNext(RestoreResponse response) {
                        done.complete(response);
                    }

                    @Override
                    public void onError(Throwable fault) {
                        done.completeExceptionally(fault);
                    }

                    @Override
                    public void onCompleted() {
                        done.completeExceptionally(new IllegalStateException("no answer"));
                    }
                });
        stream.onNext(RestoreRequest.newBuilder()
                .setOptions(RestoreOptions.newBuilder().setHeader(Client.header()))
                .build());
        return stream;
    }
}
