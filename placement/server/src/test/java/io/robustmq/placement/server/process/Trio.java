package io.robustmq.placement.server.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.StatusRuntimeException;
import io.robustmq.config.testkit.TestPorts;
import io.robustmq.placement.api.v1.Entry;
import io.robustmq.placement.api.v1.MemberRole;
import io.robustmq.placement.api.v1.StatusResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Three members that know of each other, as the README starts them; or as many as addresses are given for. */
final class Trio implements AutoCloseable {

    final List<MemberProcess> members = new ArrayList<>();
    final List<String> addresses = new ArrayList<>();
    private final List<Map<String, String>> settings = new ArrayList<>();
    private final List<List<String>> within;
    private final Path folder;

    Trio(Path folder) {
        this(folder, List.of("127.0.0.1", "127.0.0.1", "127.0.0.1"), List.of(List.of(), List.of(), List.of()));
    }

    /** So many on loopback. */
    static Trio of(Path folder, int count) {
        return new Trio(folder, Collections.nCopies(count, "127.0.0.1"), Collections.nCopies(count, List.of()));
    }

    /**
     * @param hosts the address of each member
     * @param within what each is started within, see {@link MemberProcess}
     */
    Trio(Path folder, List<String> hosts, List<List<String>> within) {
        this.folder = folder;
        this.within = within;
        for (String host : hosts) {
            addresses.add(host + ":" + TestPorts.next());
        }
        String list = list(hosts.size());
        for (int i = 0; i < hosts.size(); i++) {
            Map<String, String> own = new HashMap<>();
            String address = addresses.get(i);
            own.put("ROBUSTMQ_NODE_NODE_ID", "" + (i + 1));
            own.put("ROBUSTMQ_NODE_ADDR", hosts.get(i));
            own.put("ROBUSTMQ_NETWORK_BIND_ADDRESS", hosts.get(i));
            own.put("ROBUSTMQ_NETWORK_GRPC_PORT", address.substring(address.indexOf(':') + 1));
            own.put("ROBUSTMQ_NETWORK_RAFT_PORT", "" + TestPorts.next());
            own.put("ROBUSTMQ_CLUSTER_MEMBERS", list);
            own.put("ROBUSTMQ_RAFT_SNAPSHOT_ENTRIES", "500");
            own.put("ROBUSTMQ_RAFT_RETAINED_ENTRIES", "50");
            own.put("ROBUSTMQ_DATA_PATH", "data");
            settings.add(own);
        }
    }

    /** The first few as {@code cluster.members} has them. */
    final String list(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> (i + 1) + "@" + addresses.get(i))
                .collect(Collectors.joining(","));
    }

    /** Another setting for one member, or an environment variable of its process. Before it is started. */
    Trio with(int index, String name, String value) {
        settings.get(index).put(name, value);
        return this;
    }

    Path folder(int index) {
        return folder.resolve("member" + (index + 1));
    }

    Trio start() {
        for (int i = 0; i < addresses.size(); i++) {
            startOne(i);
        }
        members.forEach(MemberProcess::awaitReady);
        return this;
    }

    MemberProcess startOne(int index) {
        MemberProcess member = MemberProcess.start(folder(index), settings.get(index), within.get(index));
        members.add(member);
        return member;
    }

    /** Waits until all members hold the same, and as much as the one that leads has acknowledged. */
    void awaitSame(Client client) {
        long revision = applied(client, addresses.get(leader(client)));
        await().atMost(MemberProcess.PATIENCE)
                .until(() -> addresses.stream().allMatch(address -> applied(client, address) >= revision));
        List<Entry> first = client.staleConfig(addresses.getFirst());
        assertThat(first).isNotEmpty();
        for (String address : addresses) {
            assertThat(client.staleConfig(address)).as(address).isEqualTo(first);
        }
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

    /** The terms in which members say they lead: no term may come twice. */
    List<Long> leaders(Client client) {
        List<Long> terms = new ArrayList<>();
        for (String address : addresses) {
            try {
                StatusResponse status = client.status(address);
                if (status.getSelf().getRole() == MemberRole.MEMBER_LEADER) {
                    terms.add(status.getSelf().getTerm());
                }
            } catch (StatusRuntimeException _) {
                // says nothing
            }
        }
        return terms;
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
