package io.robustmq.placement.server.process;

import static org.awaitility.Awaitility.await;

import io.grpc.StatusRuntimeException;
import io.robustmq.placement.api.v1.MemberRole;
import io.robustmq.placement.api.v1.StatusResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Three members that know of each other, as the README starts them. */
final class Trio implements AutoCloseable {

    final List<MemberProcess> members = new ArrayList<>();
    final List<String> addresses = new ArrayList<>();
    private final List<Map<String, String>> settings = new ArrayList<>();
    private final Path folder;

    Trio(Path folder) {
        this.folder = folder;
        List<Integer> ports = List.of(MemberProcess.freePort(), MemberProcess.freePort(), MemberProcess.freePort());
        String list = List.of(1, 2, 3).stream()
                .map(id -> id + "@127.0.0.1:" + ports.get(id - 1))
                .collect(Collectors.joining(","));
        for (int i = 0; i < 3; i++) {
            addresses.add("127.0.0.1:" + ports.get(i));
            settings.add(Map.of(
                    "ROBUSTMQ_NODE_NODE_ID",
                    "" + (i + 1),
                    "ROBUSTMQ_NETWORK_GRPC_PORT",
                    "" + ports.get(i),
                    "ROBUSTMQ_NETWORK_RAFT_PORT",
                    "" + MemberProcess.freePort(),
                    "ROBUSTMQ_CLUSTER_MEMBERS",
                    list,
                    "ROBUSTMQ_RAFT_SNAPSHOT_ENTRIES",
                    "500",
                    "ROBUSTMQ_RAFT_RETAINED_ENTRIES",
                    "50",
                    "ROBUSTMQ_DATA_PATH",
                    "data"));
        }
    }

    Trio start() {
        for (int i = 0; i < 3; i++) {
            members.add(MemberProcess.start(folder.resolve("member" + (i + 1)), settings.get(i)));
        }
        members.forEach(MemberProcess::awaitReady);
        return this;
    }

    MemberProcess startOne(int index) {
        MemberProcess member = MemberProcess.start(folder.resolve("member" + (index + 1)), settings.get(index));
        members.add(member);
        return member;
    }

    /** The index of the member that leads, as soon as one does. */
    int leader(Client client) {
        return await().atMost(MemberProcess.PATIENCE)
                .until(
                        () -> addresses.stream()
                                .filter(address -> leads(client, address))
                                .findFirst(),
                        found -> found.isPresent())
                .map(addresses::indexOf)
                .orElseThrow();
    }

    private static boolean leads(Client client, String address) {
        try {
            StatusResponse status = client.status(address);
            return status.getSelf().getRole() == MemberRole.MEMBER_LEADER;
        } catch (StatusRuntimeException _) {
            return false;
        }
    }

    /** What one member has, answered from its own state. */
    static long applied(Client client, String address) {
        try {
            return Objects.requireNonNull(client.status(address)).getRevision();
        } catch (StatusRuntimeException _) {
            return -1;
        }
    }

    @Override
    public void close() {
        members.forEach(MemberProcess::close);
    }
}
