package io.robustmq.broker.server.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Links change lanes on their first frame, as connections do on CONNECT. */
class LaneMoveTest {

    /** Frames go back whence they came; the first moves the link to the lane it names. */
    private static void moveOnFirst(FakeConnection connection, byte[] frame) {
        connection.echo(frame);
        if (connection.frames.size() == 1) {
            connection.moveTo(frame[2]);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void takesAlongWhatWasReadAndWritten(boolean nativeTransport) throws Exception {
        byte[] frames = Frame.join(Frame.of(1, 10), Frame.of(2, 10), Frame.of(3, 10));
        List<RawSocket> clients = new ArrayList<>();
        try (Server server = Server.of(LaneMoveTest::moveOnFirst)
                .nativeTransport(nativeTransport)
                .start()) {
            for (int i = 0; i < 20; i++) {
                RawSocket client = server.connect();
                clients.add(client);
                client.send(frames);
            }
            for (RawSocket client : clients) {
                assertThat(client.receive(frames.length)).isEqualTo(frames);
                assertThat(client.send(frames).receive(frames.length)).isEqualTo(frames);
            }

            String lane1 = threadOf(server, 1);
            assertThat(server.core.all)
                    .allSatisfy(each -> assertThat(each.events).containsExactly("moved on " + lane1));
        } finally {
            for (RawSocket client : clients) {
                client.close();
            }
        }
    }

    @Test
    void handsInAllBytesOfAClientThatClosesAtOnceAndThenTellsSoOnce() throws Exception {
        byte[] frames = Frame.join(Frame.of(1, 10), Frame.of(2, 10), Frame.of(3, 10));
        try (Server server = Server.of(LaneMoveTest::moveOnFirst).start()) {
            for (int i = 0; i < 200; i++) {
                try (RawSocket client = server.connect()) {
                    client.send(frames);
                    if (i % 2 == 0) {
                        client.socket.setSoLinger(true, 0);
                    }
                }
            }
            await().until(() ->
                    server.core.all.stream().filter(FakeConnection::isClosed).count() >= 200 - resets(server));

            String lane1 = threadOf(server, 1);
            await().untilAsserted(() -> assertThat(server.core.all).allSatisfy(each -> {
                if (!each.frames.isEmpty()) {
                    assertThat(each.events).containsExactly("moved on " + lane1, "closed on " + lane1);
                } else {
                    assertThat(each.events).hasSize(1);
                }
            }));
            await().until(() -> server.listeners.admission().connections() == 0);
            assertThat(server.core.all.stream()
                            .filter(each -> each.frames.size() == 3)
                            .count())
                    .isGreaterThanOrEqualTo(100);
        }
    }

    /** Sockets that were reset before they could be accepted. */
    private static int resets(Server server) {
        return 200 - server.core.all.size();
    }

    @Test
    void keepsEveryByteInOrderUnderLoad() throws Exception {
        int clients = 8;
        int rounds = 200;
        byte[] sent = new byte[0];
        for (int i = 0; i < 50; i++) {
            sent = Frame.join(sent, Frame.of(i % 2, 1 + i * 7));
        }
        byte[] batch = sent;
        AtomicInteger right = new AtomicInteger();
        try (Server server = Server.of((connection, frame) -> {
                    connection.echo(frame);
                    if (connection.frames.size() % 20 == 1) { // back and forth, all the time
                        connection.moveTo(connection.frames.size() / 20 % 2);
                    }
                })
                .start()) {
            List<Thread> threads = new ArrayList<>();
            for (int c = 0; c < clients; c++) {
                RawSocket client = server.connect();
                threads.add(Thread.ofPlatform().start(() -> {
                    try (client) {
                        for (int i = 0; i < rounds; i++) {
                            client.send(batch);
                            if (Arrays.equals(client.receive(batch.length), batch)) {
                                right.incrementAndGet();
                            }
                        }
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }

        assertThat(right).hasValue(clients * rounds);
    }

    @Test
    void staysWhereItIsIfThatIsTheLane() throws Exception {
        byte[] frames = Frame.join(Frame.of(0, 10), Frame.of(2, 10));
        try (Server server = Server.of(LaneMoveTest::moveOnFirst).lanes(1).start();
                RawSocket client = server.connect()) {
            assertThat(client.send(frames).receive(frames.length)).isEqualTo(frames);
        }
    }

    @Test
    void aMoveWhilePausedKeepsThePause() throws Exception {
        try (Server server = Server.of((connection, frame) -> {
                            if (frame[2] == 1) {
                                connection.pause();
                                connection.moveTo(1 - connection.acceptedOn);
                            }
                        })
                        .start();
                RawSocket client = server.connect()) {
            client.send(Frame.join(Frame.of(1, 10), Frame.of(2, 10)));
            FakeConnection connection = server.core.accepted();
            await().until(() -> connection.events.size() == 1);
            client.send(Frame.of(3, 10));
            await().during(Duration.ofMillis(200)).until(() -> connection.frames.size() == 1);

            server.threads.threads().get(1 - connection.acceptedOn).execute(connection::resume);

            await().until(() -> connection.frames.size() == 3);
        }
    }

    private static String threadOf(Server server, int lane) {
        List<String> name = new CopyOnWriteArrayList<>();
        server.threads
                .threads()
                .get(lane)
                .execute(() -> name.add(Thread.currentThread().getName()));
        await().until(() -> !name.isEmpty());
        return name.getFirst();
    }
}
