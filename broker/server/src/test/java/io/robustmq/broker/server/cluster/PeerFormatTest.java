package io.robustmq.broker.server.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import com.google.protobuf.UnknownFieldSet;
import io.grpc.Status;
import io.grpc.StatusException;
import io.robustmq.broker.api.v1.Batch;
import io.robustmq.broker.api.v1.ClientIdMessage;
import io.robustmq.broker.api.v1.ControlFrame;
import io.robustmq.broker.api.v1.Figures;
import io.robustmq.broker.api.v1.Hello;
import io.robustmq.broker.api.v1.Publication;
import io.robustmq.broker.api.v1.RoutePage;
import io.robustmq.broker.core.cluster.NodeFigures;
import io.robustmq.broker.core.cluster.OwnerMessage;
import io.robustmq.broker.core.cluster.RouteChanges;
import io.robustmq.broker.core.cluster.RouteRow;
import io.robustmq.broker.core.forward.Addressees;
import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.mqtt.UserProperty;
import io.robustmq.broker.mqtt.packet.PublishProperties;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.mqtt.topic.TopicName;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Brokers of other releases: what the first format's bytes are is written down here, and stays understood; what a later release adds is passed
 * over unless it says that it must not be.
 */
class PeerFormatTest {
    private static final UnknownFieldSet LATER = UnknownFieldSet.newBuilder()
            .addField(
                    99,
                    UnknownFieldSet.Field.newBuilder()
                            .addLengthDelimited(ByteString.copyFromUtf8("later"))
                            .build())
            .build();

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private static void assertWritten(MessageLite message, String hex) {
        assertThat(HexFormat.of().formatHex(message.toByteArray())).isEqualTo(hex.replace(" ", ""));
    }

    private static void assertOwner(OwnerMessage message, String hex) throws Exception {
        assertWritten(ClientIdMessages.of(message), hex);
        assertThat(ClientIdMessages.message(ClientIdMessage.parseFrom(bytes(hex))))
                .isEqualTo(message);
    }

    @Test
    void whoSpeaksToWhom() throws Exception {
        String hex = "0a 0161 10 05 1a 0162 20 ac02";
        Hello hello = Hello.newBuilder()
                .setNodeId("a")
                .setEpoch(5)
                .setToNodeId("b")
                .setToEpoch(300)
                .build();
        assertWritten(hello, hex);
        assertThat(Hello.parseFrom(bytes(hex))).isEqualTo(hello);
        assertThat(PeerFormat.isKnown(hello)).isTrue();
    }

    @Test
    void whatIsSaidOfClientIds() throws Exception {
        assertOwner(new OwnerMessage.Claim(1, 2, "c"), "0a 0e 09 0100000000000000 10 02 1a 0163");
        assertOwner(new OwnerMessage.Granted(2, "c", true), "12 05 08 02 12 0163");
        assertOwner(new OwnerMessage.Granted(2, "c", false), "12 07 08 02 12 0163 18 01");
        assertOwner(new OwnerMessage.Refused(2, "c"), "1a 05 08 02 12 0163");
        assertOwner(new OwnerMessage.GiveUp(7, "c"), "22 05 08 07 12 0163");
        assertOwner(new OwnerMessage.GivenUp(7, "c"), "2a 05 08 07 12 0163");
        assertOwner(new OwnerMessage.Released("c", true), "32 05 0a 0163 10 01");
        assertOwner(new OwnerMessage.Ask(1), "3a 09 09 0100000000000000");
        assertOwner(
                new OwnerMessage.Owned(1, List.of("c", "d"), true, false),
                "42 11 09 0100000000000000 12 0163 12 0164 18 01");
        assertOwner(new OwnerMessage.Adopted(1, 9, false), "4a 0b 09 0100000000000000 10 09");
        assertOwner(new OwnerMessage.Adopted(1, 9, true), "4a 0d 09 0100000000000000 10 09 18 01");
    }

    @Test
    void rowsOfRoutes() throws Exception {
        String hex = "08 03 10 04 1a 07 0a 03 74 2f 2b 10 03";
        RouteChanges changes = new RouteChanges(3, 4, List.of(new RouteRow(TopicFilter.parse("t/+"), 3)));
        assertWritten(RouteMessages.of(changes), hex);
        assertThat(RouteMessages.changes(io.robustmq.broker.api.v1.RouteChanges.parseFrom(bytes(hex))))
                .isEqualTo(changes);
        RoutePage page = RoutePage.parseFrom(bytes("0a 07 0a 03 74 2f 2b 10 03 10 01 18 01 20 04"));
        assertThat(RouteMessages.fromRows(page.getRowsList())).isEqualTo(changes.rows());
        assertThat(page.getIsFirst() && page.getIsLast()).isTrue();
        assertThat(page.getNumber()).isEqualTo(4);
    }

    @Test
    void statistics() throws Exception {
        String hex = "08 02 12 06 0a 01 6e 12 01 37";
        NodeFigures figures = new NodeFigures(2, Map.of("n", "7"));
        assertWritten(FigureMessages.of(figures), hex);
        assertThat(FigureMessages.figures(Figures.parseFrom(bytes(hex)))).isEqualTo(figures);
    }

    @Test
    void statisticsThatCannotBeShownUnderATopicAreLeftOut() {
        Figures strange = Figures.newBuilder()
                .putValues("stats/x", "1")
                .putValues("a/#", "1")
                .putValues("/", "1")
                .putValues("", "1")
                .putValues("long", "1".repeat(1_000))
                .build();
        assertThat(FigureMessages.figures(strange).values()).isEqualTo(Map.of("stats/x", "1"));
    }

    @Test
    void messages() throws Exception {
        String hex = "0a 01 74 12 01 78 18 02 20 01 2a 01 70 30 e807"
                + "3a 19 08 01 10 3c 1a 01 72 22 02 0102 2a 06 0a 01 61 12 01 62 32 04 74657874"
                + "40 01 4a 0a 24 73 68 61 72 65 2f 67 2f 74 50 01";
        Message sent = new Message(
                TopicName.of("t"),
                "x".getBytes(UTF_8),
                2,
                true,
                new PublishProperties(
                        1,
                        60,
                        0,
                        "r",
                        new byte[] {1, 2},
                        List.of(new UserProperty("a", "b")),
                        PublishProperties.NO_IDENTIFIERS,
                        "text"),
                "p",
                6_000);
        Addressees to = new Addressees(false, true, List.of(TopicFilter.parse("$share/g/t")));
        assertWritten(Publications.of(sent, to, 5_000), hex);
        Publication read = Publication.parseFrom(bytes(hex));
        Message got = Publications.message(read, 5_000);
        assertThat(got.topic()).isEqualTo(sent.topic());
        assertThat(got.payload()).isEqualTo(sent.payload());
        assertThat(got.qos()).isEqualTo(2);
        assertThat(got.retain()).isTrue();
        assertThat(got.publisher()).isEqualTo("p");
        assertThat(got.expiresAtMillis()).isEqualTo(6_000);
        assertThat(got.properties()).usingRecursiveComparison().isEqualTo(sent.properties());
        assertThat(Publications.addressees(read)).isEqualTo(to);
        Batch batch = Batch.parseFrom(bytes("10 05 1a 03 0a 01 74"));
        assertThat(batch.getNumber()).isEqualTo(5);
        assertThat(Publications.message(batch.getPublications(0), 0).topic()).isEqualTo(TopicName.of("t"));
    }

    @Test
    void whatALaterReleaseAddsIsPassedOver() throws Exception {
        Hello hello = Hello.newBuilder().setNodeId("a").setUnknownFields(LATER).build();
        assertThat(PeerFormat.isKnown(Hello.parseFrom(hello.toByteArray()))).isTrue();
        ClientIdMessage message =
                ClientIdMessage.newBuilder().setUnknownFields(LATER).build();
        assertThat(ClientIdMessages.message(ClientIdMessage.parseFrom(message.toByteArray())))
                .isNull();
        ControlFrame frame = ControlFrame.newBuilder().setUnknownFields(LATER).build();
        assertThat(ControlFrame.parseFrom(frame.toByteArray()).getFrameCase())
                .isEqualTo(ControlFrame.FrameCase.FRAME_NOT_SET);
    }

    @Test
    void whoseFormatIsNotKnownIsNotListenedTo() {
        Greeting greeting = new Greeting(_ -> null);
        Hello later = Hello.newBuilder()
                .setNodeId("later")
                .setFormat(PeerFormat.KNOWN + 1)
                .build();
        assertThatThrownBy(() -> greeting.of(later)).isInstanceOfSatisfying(StatusException.class, why -> {
            assertThat(why.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
            assertThat(why).hasMessageContaining("broker later").hasMessageContaining("of a later release");
        });
        assertThatThrownBy(() -> greeting.of(Hello.getDefaultInstance()))
                .isInstanceOfSatisfying(
                        StatusException.class,
                        why -> assertThat(why.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
    }
}
