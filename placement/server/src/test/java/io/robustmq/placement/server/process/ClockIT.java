package io.robustmq.placement.server.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.robustmq.placement.api.v1.BackupRequest;
import io.robustmq.placement.api.v1.ClusterGrpc;
import io.robustmq.placement.api.v1.EntryRef;
import io.robustmq.placement.api.v1.GetRequest;
import io.robustmq.placement.api.v1.Kind;
import io.robustmq.placement.api.v1.Liveness;
import io.robustmq.placement.api.v1.NodeRole;
import io.robustmq.placement.api.v1.NodesGrpc;
import io.robustmq.placement.api.v1.RegisterRequest;
import io.robustmq.placement.api.v1.ResourcesGrpc;
import io.robustmq.placement.client.PlacementClient;
import io.robustmq.placement.client.call.ClientSettings;
import io.robustmq.placement.client.session.NodeSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The wall clocks of members jump; their monotonic clocks, which no clock that is set concerns, do not. */
class ClockIT {

    private static final int WRITES = 50;
    private static final int LEASE_MILLIS =
            4_000; // of nodes that are not heard of: how long the test waits for their end
    private static final int LONG_LEASE_MILLIS = 60_000; // less than any jump, and more than a busy machine is late
    private static final long HOUR_MILLIS = 3_600_000;
    private static final List<String> JUMPS = List.of("+3600", "-7200");

    /** They start with clocks that are minutes apart already. */
    private static final List<String> STARTS = List.of("-420", "+0", "+300");

    @TempDir
    Path folder;

    private static Path library() throws IOException {
        try (Stream<Path> folders = Files.list(Path.of("/usr/lib"))) {
            return folders.map(each -> each.resolve("faketime/libfaketimeMT.so.1"))
                    .filter(Files::exists)
                    .findFirst()
                    .orElse(Path.of(""));
        }
    }

    @Test
    void leasesAndRegistersAreAsBeforeWhenTheClocksOfMembersJump() throws Exception {
        Path library = Files.isDirectory(Path.of("/usr/lib")) ? library() : Path.of("");
        Assumptions.assumeTrue(!library.toString().isEmpty(), "skipped: needs libfaketime");
        long seed = RecordedLoad.seed();
        Trio trio = new Trio(folder);
        for (int i = 0; i < 3; i++) {
            set(i, STARTS.get(i));
            trio.with(i, "LD_PRELOAD", library.toString())
                    .with(i, "FAKETIME_TIMESTAMP_FILE", clock(i).toString())
                    .with(i, "FAKETIME_NO_CACHE", "1")
                    .with(i, "NO_FAKE_STAT", "1")
                    .with(i, "FAKETIME_DONT_FAKE_MONOTONIC", "1")
                    .with(i, "FAKETIME_FORCE_MONOTONIC_FIX", "0"); // with it, waits of the virtual machine do not end
        }
        NodeEvents events = new NodeEvents();
        try (trio;
                Client client = new Client(trio.addresses)) {
            trio.start();
            try (PlacementClient placement = PlacementClient.open(ClientSettings.of(trio.addresses));
                    RecordedLoad load = new RecordedLoad(trio.addresses, seed).start()) {
                NodeSession session = placement.register(
                        registration("heard").toBuilder()
                                .setLeaseMillis(LONG_LEASE_MILLIS)
                                .build(),
                        events);
                await().atMost(MemberProcess.PATIENCE).until(() -> events.told.contains("held"));
                for (String jump : JUMPS) {
                    int leader = trio.leader(client);
                    set(leader, jump);
                    long offset = Long.parseLong(jump) * 1_000;
                    await().atMost(MemberProcess.PATIENCE)
                            .until(() ->
                                    Math.abs(clockOf(client, trio.addresses.get(leader)) - offset) < HOUR_MILLIS / 2);
                    String silent = "silent" + jump.substring(1);
                    client.call(MemberProcess.PATIENCE, channel -> NodesGrpc.newBlockingStub(channel)
                            .register(registration(silent).toBuilder()
                                    .setHeader(Client.header())
                                    .build()));
                    load.awaitMore(WRITES);
                    await().atMost(MemberProcess.PATIENCE).until(() -> isExpired(client, silent));
                    assertThat(events.told).as("after " + jump).containsExactly("held");
                    assertThat(session.mayServe()).isTrue();
                }
                load.stopAndCheck();
                trio.awaitSame(client);
            }
        }
    }

    private static RegisterRequest registration(String node) {
        return RegisterRequest.newBuilder()
                .setNodeId(node)
                .addRoles(NodeRole.BROKER)
                .putAddresses("grpc", "127.0.0.1:1230")
                .setLeaseMillis(LEASE_MILLIS)
                .build();
    }

    /** Whether a node that sends no heartbeats is dead: a whole lease has passed since it registered. */
    private static boolean isExpired(Client client, String node) {
        GetRequest request = GetRequest.newBuilder()
                .setRef(EntryRef.newBuilder().setKind(Kind.NODE).setName(node))
                .build();
        return client.call(MemberProcess.PATIENCE, channel -> ResourcesGrpc.newBlockingStub(channel)
                        .get(request)
                        .getEntry()
                        .getNode()
                        .getLiveness())
                == Liveness.EXPIRED;
    }

    private Path clock(int member) {
        return folder.resolve("clock" + member);
    }

    private void set(int member, String offsetSeconds) throws IOException {
        Files.writeString(clock(member), offsetSeconds + "\n");
    }

    /** How far the wall clock of a member is ahead of ours, in milliseconds: a backup says when it was taken. */
    private static long clockOf(Client client, String address) {
        return ClusterGrpc.newBlockingStub(client.channel(address))
                        .withDeadlineAfter(10, TimeUnit.SECONDS)
                        .backup(BackupRequest.getDefaultInstance())
                        .next()
                        .getHeader()
                        .getTakenAtMillis()
                - System.currentTimeMillis();
    }
}
