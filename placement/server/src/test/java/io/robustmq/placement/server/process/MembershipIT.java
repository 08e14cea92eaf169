package io.robustmq.placement.server.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.grpc.StatusRuntimeException;
import io.robustmq.placement.api.v1.AddLearnerRequest;
import io.robustmq.placement.api.v1.ClusterGrpc;
import io.robustmq.placement.api.v1.Member;
import io.robustmq.placement.api.v1.MembersRequest;
import io.robustmq.placement.api.v1.Reason;
import io.robustmq.placement.api.v1.RemoveRequest;
import io.robustmq.placement.api.v1.TransferLeadershipRequest;
import io.robustmq.placement.raft.Folders;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MembershipIT {

    private static final int WRITES = 30;

    /** Five with the system property {@code rounds}, else three. */
    private static final int MOST = Integer.getInteger("rounds", 0) > 0 ? 5 : 3;

    private static final Set<Integer> LEADER_GOES = Set.of(MOST, 2); // of so many members

    @TempDir
    Path folder;

    @Test
    void growsFromOneToThreeReplacesOneThatLostItsFolderAndShrinksToOne() throws Exception {
        try (Trio trio = new Trio(folder).start();
                Client client = new Client(trio.addresses)) {
            for (int i = 0; i < 100; i++) {
                client.put("key" + i, i);
            }
            assertThat(members(client)).hasSize(3).allMatch(Member::getVoter);

            Member moved = members(client).getFirst().toBuilder()
                    .setPeerAddress("127.0.0.1:1")
                    .build();
            assertThat(refusal(
                            client,
                            stub -> stub.addLearner(AddLearnerRequest.newBuilder()
                                    .setHeader(Client.header())
                                    .setMember(moved)
                                    .build())))
                    .isEqualTo(Reason.WRONG_STATE);
            assertThat(refusal(
                            client,
                            stub -> stub.transferLeadership(TransferLeadershipRequest.newBuilder()
                                    .setHeader(Client.header())
                                    .setTimeoutMillis(3_600_000)
                                    .build())))
                    .isEqualTo(Reason.INVALID_FIELD);

            losesItsFolderAndComesBackAsAnother(trio, client, (trio.leader(client) + 1) % 3);

            int first = trio.leader(client);
            remove(client, memberOf(client, trio.addresses.get(first)));
            assertThat(members(client)).hasSize(2);
            leaves(trio.members.get(first));
            trio.members.get(first).start(); // all the same
            leaves(trio.members.get(first));
            client.put("two", 2);

            int second = trio.leader(client);
            String other = trio.addresses.stream()
                    .filter(address -> !address.equals(trio.addresses.get(first)))
                    .filter(address -> !address.equals(trio.addresses.get(second)))
                    .findFirst()
                    .orElseThrow();
            remove(client, memberOf(client, other));
            leaves(trio.members.get(trio.addresses.indexOf(other)));
            client.put("one", 1);
            assertThat(members(client)).hasSize(1);
            assertThat(client.get("key99")).isEqualTo(99);

            String last = memberOf(client, trio.addresses.get(second));
            assertThat(refusal(
                            client,
                            stub -> stub.remove(RemoveRequest.newBuilder()
                                    .setHeader(Client.header())
                                    .setMemberId(last)
                                    .build())))
                    .isEqualTo(Reason.WOULD_LOSE_QUORUM);
        }
    }

    /** Each comes with a list of those that are there by then, and is promoted and goes by hand; the leader is the first to go. */
    @Test
    void growsAndShrinksByTheCommandLineWhileClientsWrite() {
        long seed = RecordedLoad.seed();
        try (Trio many = Trio.of(folder, MOST);
                Client client = new Client(many.addresses);
                RecordedLoad load = new RecordedLoad(many.addresses, seed)) {
            for (int i = 0; i < MOST; i++) {
                many.with(i, "ROBUSTMQ_CLUSTER_MEMBERS", many.list(i == 0 ? 1 : i < 3 ? 3 : MOST))
                        .with(i, "ROBUSTMQ_CLUSTER_JOIN_AS", "learner");
            }
            many.startOne(0).awaitReady();
            load.start();
            load.awaitMore(WRITES);
            for (int i = 1; i < MOST; i++) {
                joins(many, client, i);
                load.awaitMoreBy(many.addresses.get(i), 1);
                load.awaitMore(WRITES);
                assertThat(members(client)).hasSize(i + 1).allMatch(Member::getVoter);
            }
            String newest = memberOf(client, many.addresses.getLast());
            assertThat(admin(many, "transfer", newest)).contains(newest + " leads");
            load.awaitMore(WRITES);

            for (int left = MOST - 1; left >= 1; left--) {
                List<Member> members = members(client);
                String leader = many.addresses.get(many.leader(client));
                Member goes = members.stream()
                        .filter(member ->
                                member.getClientAddress().equals(leader) == LEADER_GOES.contains(members.size()))
                        .findFirst()
                        .orElseThrow();
                String told = admin(many, "remove", goes.getMemberId());
                assertThat(told).doesNotContain(goes.getMemberId()).contains("leads");
                MemberProcess gone = many.members.get(many.addresses.indexOf(goes.getClientAddress()));
                leaves(gone);
                if (goes.getClientAddress().equals(leader)) {
                    assertThat(gone.output()).contains("this member leads, in term ", "this member leads no longer");
                }
                load.awaitMore(WRITES);
                assertThat(members(client)).hasSize(left);
            }
            load.stopAndCheck();
        }
    }

    /** It adds itself as a learner, so that adding it finds nothing to do; then it is promoted, once it has caught up. */
    private void joins(Trio many, Client client, int index) {
        MemberProcess process = many.startOne(index);
        await().atMost(MemberProcess.PATIENCE).until(() -> members(client).size() == index + 1);
        Member learner = members(client).stream()
                .filter(member -> !member.getVoter())
                .findFirst()
                .orElseThrow();
        String id = learner.getMemberId();
        assertThat(admin(many, "add", id, learner.getClientAddress(), learner.getPeerAddress()))
                .contains(id, "learner");
        await().atMost(MemberProcess.PATIENCE)
                .until(() -> AdminProcess.run(folder, "--at", many.addresses.getFirst(), "promote", id)
                                .exitCode()
                        == 0);
        process.awaitReady();
    }

    private String admin(Trio many, String... words) {
        List<String> all = new ArrayList<>(List.of("--at", String.join(",", many.addresses)));
        all.addAll(List.of(words));
        return AdminProcess.done(folder, all.toArray(String[]::new));
    }

    private static void losesItsFolderAndComesBackAsAnother(Trio trio, Client client, int victim) throws IOException {
        String lost = memberOf(client, trio.addresses.get(victim));
        trio.members.get(victim).kill();
        Folders.delete(trio.members.get(victim).folder().resolve("data"));
        client.put("meanwhile", 2);
        String other = memberOf(client, trio.addresses.get(3 - victim - trio.leader(client)));
        assertThat(refusal(
                        client,
                        stub -> stub.remove(RemoveRequest.newBuilder()
                                .setHeader(Client.header())
                                .setMemberId(other)
                                .build())))
                .as("one of three is down, and one of the two that are left is not to go")
                .isEqualTo(Reason.WOULD_LOSE_QUORUM);

        trio.members.get(victim).start();
        trio.members.get(victim).awaitReady();
        assertThat(members(client)).hasSize(3).allMatch(Member::getVoter).noneMatch(member -> member.getMemberId()
                .equals(lost));
        assertThat(trio.members).as("whoever led has said so").anyMatch(member -> member.output()
                .contains(" takes the place of " + lost));
        String leader = trio.addresses.get(trio.leader(client));
        long revision = Trio.applied(client, leader);
        await().atMost(MemberProcess.PATIENCE)
                .until(() -> Trio.applied(client, trio.addresses.get(victim)) >= revision);
    }

    /** It says that it was removed and ends in order, so that nothing starts it again. */
    private static void leaves(MemberProcess removed) {
        assertThat(removed.awaitExit()).as(removed.output()).isZero();
        assertThat(removed.output()).contains("this member was removed from its cluster");
    }

    @Test
    void aMemberThatIsRemovedWhileItIsAwayLearnsOfItWhenItIsBack() {
        try (Trio trio = new Trio(folder).with(2, "ROBUSTMQ_CLUSTER_JOIN_AS", "learner")) {
            for (int i = 0; i < 3; i++) {
                trio.startOne(i);
            }
            try (Client client = new Client(trio.addresses)) {
                await().atMost(MemberProcess.PATIENCE).until(() -> joined(client) == 3);
                for (int i : new int[] {2, trio.leader(client) == 0 ? 1 : 0}) {
                    String id = memberOf(client, trio.addresses.get(i));
                    if (i == 2) {
                        trio.members.get(i).kill();
                        AdminProcess promoted = AdminProcess.run(folder, "--at", trio.addresses.get(0), "promote", id);
                        assertThat(promoted.exitCode()).as(promoted.output()).isEqualTo(1);
                        assertThat(promoted.output()).contains("NOT_CAUGHT_UP");
                        client.put("goes-on", 1);
                    }
                    remove(client, id);
                    if (i == 2) {
                        trio.members.get(i).start();
                    }
                    leaves(trio.members.get(i));
                }
                client.put("one", 1);
            }
        }
    }

    /** How many are in, and the first two of them as voters. */
    private static long joined(Client client) {
        try {
            List<Member> members = members(client);
            return members.stream().filter(Member::getVoter).count() < 2 ? 0 : members.size();
        } catch (StatusRuntimeException _) {
            return 0;
        }
    }

    private static List<Member> members(Client client) {
        return client.call(MemberProcess.PATIENCE, channel -> ClusterGrpc.newBlockingStub(channel)
                .members(MembersRequest.getDefaultInstance())
                .getMembersList());
    }

    private static String memberOf(Client client, String address) {
        return members(client).stream()
                .filter(member -> member.getClientAddress().equals(address))
                .findFirst()
                .orElseThrow()
                .getMemberId();
    }

    private static Reason refusal(Client client, Function<ClusterGrpc.ClusterBlockingStub, ?> call) {
        StatusRuntimeException refused = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> client.call(MemberProcess.PATIENCE, channel -> call.apply(ClusterGrpc.newBlockingStub(channel))));
        return Client.error(refused).orElseThrow().getReason();
    }

    private static void remove(Client client, String memberId) {
        RemoveRequest request = RemoveRequest.newBuilder()
                .setHeader(Client.header())
                .setMemberId(memberId)
                .build();
        client.call(MemberProcess.PATIENCE, channel -> ClusterGrpc.newBlockingStub(channel)
                .remove(request));
    }
}
