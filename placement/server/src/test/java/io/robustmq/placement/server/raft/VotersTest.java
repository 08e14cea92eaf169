package io.robustmq.placement.server.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.config.testkit.TestPorts;
import io.robustmq.placement.raft.Member;
import io.robustmq.placement.raft.NotLeadingException;
import io.robustmq.placement.raft.RaftSettings;
import io.robustmq.placement.raft.RatisSettings;
import io.robustmq.placement.raft.Voters;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.proto.RaftProtos.RequestVoteReplyProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.TermIndexProto;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two members whose logs are empty, and who would stand for election only in an hour. */
class VotersTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final RaftPeerId OTHER = RaftPeerId.valueOf("2-b");

    @TempDir
    Path folder;

    private final RaftGroupId group = RaftGroupId.randomId();
    private RaftServer asking;
    private RaftServer asked;
    private Voters voters;

    @BeforeEach
    void start() throws IOException {
        List<Member> members = List.of(member("1-a"), member("2-b"));
        asking = start(members, members.get(0));
        asked = start(members, members.get(1));
        voters = new Voters(asking, asking.getDivision(group), group, HOUR);
    }

    private static Member member(String id) {
        return new Member(id, "127.0.0.1:" + TestPorts.next(), "127.0.0.1:1", Member.Role.VOTER);
    }

    private RaftServer start(List<Member> members, Member self) throws IOException {
        String address = self.raftAddress();
        RaftSettings settings = new RaftSettings(
                folder.resolve(self.id()),
                "127.0.0.1",
                Integer.parseInt(address.substring(address.indexOf(':') + 1)),
                HOUR,
                50,
                10,
                Duration.ofSeconds(5));
        RaftServer server = RaftServer.newBuilder()
                .setServerId(RaftPeerId.valueOf(self.id()))
                .setGroup(RaftGroup.valueOf(
                        group, members.stream().map(Member::toPeer).toList()))
                .setStateMachine(new RaftStateMachine(
                        new RegisterState(folder.resolve(self.id() + "-state")), new Group.Quiet(), Group.BOUNDS))
                .setOption(RaftStorage.StartupOption.RECOVER)
                .setProperties(RatisSettings.of(settings))
                .build();
        server.start();
        return server;
    }

    @AfterEach
    void stop() throws IOException {
        voters.close();
        asking.close();
        asked.close();
    }

    private RequestVoteReplyProto ask(RequestVoteRequestProto question) throws IOException {
        return asking.getServerRpc().requestVote(question);
    }

    @Test
    void aQuestionIsRefusedWhereAPreVoteWouldBeGranted() throws IOException {
        RequestVoteRequestProto question = voters.questionFor(OTHER);
        RequestVoteRequestProto preVote = question.toBuilder()
                .setCandidateTerm(1)
                .setPreVote(true)
                .setCandidateLastEntry(TermIndexProto.newBuilder().setTerm(0).setIndex(-1))
                .build();
        assertThat(ask(preVote).getServerReply().getSuccess()).isTrue();

        for (int i = 0; i < 10; i++) {
            RequestVoteReplyProto reply = ask(question);
            assertThat(reply.getServerReply().getSuccess()).isFalse();
            assertThat(reply.getShouldShutdown()).isFalse();
            assertThat(reply.getTerm()).isZero();
        }
        assertThat(asked.getDivision(group).getInfo().getCurrentTerm()).isZero();
    }

    @Test
    void aMajorityThatIsInNoLaterTermConfirmsAndOneThatIsDoesNot() throws Exception {
        RaftPeerId elsewhere = RaftPeerId.valueOf("9-z"); // so that the other is asked
        voters.noneBeyond(0, elsewhere).get(10, TimeUnit.SECONDS);
        assertThatThrownBy(() -> voters.noneBeyond(-5, elsewhere).get(10, TimeUnit.SECONDS))
                .hasRootCauseInstanceOf(NotLeadingException.class);
    }

    @Test
    void whoIsGoneConfirmsNothing() throws Exception {
        asked.close();
        assertThatThrownBy(() -> voters.noneBeyond(0, RaftPeerId.valueOf("9-z")).get(10, TimeUnit.SECONDS))
                .hasRootCauseInstanceOf(NotLeadingException.class);
    }
}
