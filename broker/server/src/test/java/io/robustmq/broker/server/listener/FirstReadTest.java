package io.robustmq.broker.server.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.robustmq.broker.core.port.LaneThread;
import io.robustmq.broker.server.channel.Admission.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What a client has sent before its socket is accepted is read at once, and chooses the lane. To be sure that it is there by
 * then, the lanes stand still while clients connect and send.
 */
class FirstReadTest {
    private final List<RawSocket> clients = new ArrayList<>();

    @AfterEach
    void closeTheClients() throws IOException {
        for (RawSocket client : clients) {
            client.close();
        }
    }

    /** The lane that the third byte names, if it is there: the number of a short frame. */
    private static int named(int lane, byte[] first) {
        return first.length > 2 ? first[2] & 1 : lane;
    }

    @Test
    void linksBeginWhereTheirFirstBytesSay() throws Exception {
        try (Server server =
                Server.of(FakeConnection::echo).home(FirstReadTest::named).start()) {
            whileLanesStand(server, () -> connect(server, 40, i -> Frame.of(i % 2, 10)));

            await().until(() -> server.core.all.size() == 40);
            for (int i = 0; i < 40; i++) {
                assertThat(clients.get(i).receive(12)).isEqualTo(Frame.of(i % 2, 10));
            }
            assertThat(server.core.all).allSatisfy(each -> assertThat(each.acceptedOn)
                    .isEqualTo(each.frames.getFirst()[2]));
            assertThat(server.core.all)
                    .allSatisfy(each -> assertThat(each.events).isEmpty());
        }
    }

    @Test
    void aWrongGuessIsMadeGoodByAMove() throws Exception {
        byte[] frames = Frame.join(Frame.of(0, 10), Frame.of(2, 10), Frame.of(3, 10));
        try (Server server = Server.of((connection, frame) -> {
                    connection.echo(frame);
                    if (connection.frames.size() == 1) {
                        connection.moveTo(1 - connection.acceptedOn);
                    }
                })
                .home(FirstReadTest::named)
                .start()) {
            whileLanesStand(server, () -> connect(server, 20, _ -> frames));

            for (RawSocket client : clients) {
                assertThat(client.receive(frames.length)).isEqualTo(frames);
                assertThat(client.send(frames).receive(frames.length)).isEqualTo(frames);
            }
            assertThat(server.core.all).allSatisfy(each -> {
                assertThat(each.acceptedOn).isZero();
                assertThat(each.events).hasSize(1).allMatch(event -> event.startsWith("moved on"));
            });
        }
    }

    @Test
    void bytesStayInOrderWhereverTheFirstReadEnds() throws Exception {
        byte[] frames = Frame.join(Frame.of(1, 20), Frame.of(2, 0), Frame.of(3, 7));
        try (Server server =
                Server.of(FakeConnection::echo).home(FirstReadTest::named).start()) {
            whileLanesStand(server, () -> connect(server, frames.length, cut -> Arrays.copyOf(frames, cut)));

            for (int cut = 0; cut < frames.length; cut++) {
                RawSocket client = clients.get(cut).send(Arrays.copyOfRange(frames, cut, frames.length));
                assertThat(client.receive(frames.length)).isEqualTo(frames);
            }
        }
    }

    @Test
    void whatIsTooMuchForTheFirstReadFollowsIt() throws Exception {
        byte[] frames = Frame.join(Frame.of(1, 300), Frame.of(2, 300), Frame.of(3, 10_000));
        try (Server server =
                Server.of(FakeConnection::echo).home(FirstReadTest::named).start()) {
            whileLanesStand(server, () -> connect(server, 10, _ -> frames));

            for (RawSocket client : clients) {
                assertThat(client.receive(frames.length)).isEqualTo(frames);
            }
        }
    }

    @Test
    void aClientThatSaysNothingIsAcceptedAllTheSame() throws Exception {
        byte[] frame = Frame.of(0, 10);
        try (Server server =
                Server.of(FakeConnection::echo).home(FirstReadTest::named).start()) {
            whileLanesStand(server, () -> connect(server, 10, _ -> new byte[0]));

            await().until(() -> server.core.all.size() == 10);
            assertThat(server.listeners.admission().connections()).isEqualTo(10);
            for (RawSocket client : clients) {
                assertThat(client.send(frame).receive(frame.length)).isEqualTo(frame);
            }
        }
    }

    @Test
    void aPauseOnTheFirstBytesHoldsBackTheNext() throws Exception {
        try (Server server = Server.of((connection, _) -> connection.pause())
                .home(FirstReadTest::named)
                .start()) {
            whileLanesStand(server, () -> connect(server, 1, _ -> Frame.join(Frame.of(1, 10), Frame.of(2, 10))));
            FakeConnection connection = server.core.accepted();
            clients.getFirst().send(Frame.of(3, 10));
            await().until(() -> connection.frames.size() == 1);

            server.threads.threads().get(1).execute(connection::resume);
            await().until(() -> connection.frames.size() == 2);
            server.threads.threads().get(1).execute(connection::resume);
            await().until(() -> connection.frames.size() == 3);
        }
    }

    @Test
    void whoHasLeftBeforeBeingAcceptedIsHeardAndForgotten() throws Exception {
        byte[] frames = Frame.join(Frame.of(1, 10), Frame.of(2, 10));
        try (Server server = Server.of((_, _) -> {}).home(FirstReadTest::named).start()) {
            whileLanesStand(server, () -> {
                connect(server, 20, _ -> frames);
                for (int i = 0; i < 20; i++) {
                    clients.get(i).socket.setSoLinger(i % 2 == 0, 0); // half of them with a reset
                    clients.get(i).close();
                }
            });

            await().until(() -> server.core.all.stream()
                            .filter(each -> each.isClosed() && each.frames.size() == 2)
                            .count()
                    >= 10);
            await().until(() -> server.listeners.admission().connections() == 0);
            assertThat(server.core.all)
                    .allSatisfy(each -> assertThat(each.events).hasSize(1));
        }
    }

    @Test
    void whoIsOneTooManyIsNotRead() throws Exception {
        List<Integer> asked = new ArrayList<>();
        try (Server server = Server.of(FakeConnection::echo)
                .limits(0, 1, 0)
                .home((lane, first) -> {
                    synchronized (asked) {
                        asked.add(first.length);
                    }
                    return named(lane, first);
                })
                .start()) {
            whileLanesStand(server, () -> connect(server, 5, _ -> Frame.of(1, 10)));

            await().until(() -> server.listeners.admission().refused(Refusal.ADDRESS) == 4);
            synchronized (asked) {
                assertThat(asked).containsExactly(12);
            }
            assertThat(server.core.all).hasSize(1);
        }
    }

    @Test
    void aBadLinkIsClosedAtOnceOnItsFirstBytes() throws Exception {
        try (Server server = Server.of((connection, _) -> connection.link.close())
                .home(FirstReadTest::named)
                .start()) {
            whileLanesStand(server, () -> connect(server, 20, i -> Frame.of(i % 2, 10)));

            for (RawSocket client : clients) {
                assertThat(client.receiveToEnd()).isEmpty();
            }
            await().until(() -> server.core.all.stream().allMatch(FakeConnection::isClosed));
            await().until(() -> server.listeners.admission().connections() == 0);
            assertThat(server.core.all)
                    .allSatisfy(each -> assertThat(each.events).hasSize(1));
        }
    }

    private void connect(Server server, int count, IntFunction<byte[]> words) throws IOException {
        for (int i = 0; i < count; i++) {
            RawSocket client = server.connect();
            clients.add(client);
            client.send(words.apply(i));
        }
    }

    private interface Io {
        void run() throws IOException;
    }

    private static void whileLanesStand(Server server, Io work) throws IOException, InterruptedException {
        List<LaneThread> threads = server.threads.threads();
        CountDownLatch standing = new CountDownLatch(threads.size());
        CountDownLatch done = new CountDownLatch(1);
        for (LaneThread thread : threads) {
            thread.execute(() -> {
                standing.countDown();
                try {
                    done.await();
                } catch (InterruptedException e) {
                    throw new UncheckedIOException(new IOException(e));
                }
            });
        }
        standing.await();
        try {
            work.run();
        } finally {
            done.countDown();
        }
    }
}
