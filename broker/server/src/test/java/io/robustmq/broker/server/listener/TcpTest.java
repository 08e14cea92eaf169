package io.robustmq.broker.server.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TcpTest {

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void echoesFramesThatComeByteByByte(boolean nativeTransport) throws Exception {
        byte[] frames = Frame.join(Frame.of(1, 0), Frame.of(2, 20), Frame.of(3, 200));
        try (Server server = Server.of(FakeConnection::echo)
                        .nativeTransport(nativeTransport)
                        .start();
                RawSocket client = server.connect()) {
            for (byte each : frames) {
                client.send(new byte[] {each});
            }

            assertThat(client.receive(frames.length)).isEqualTo(frames);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void takesManyFramesOfOneReadAndCutsBetweenThem(boolean nativeTransport) throws Exception {
        byte[][] frames = new byte[1000][];
        for (int i = 0; i < frames.length; i++) {
            frames[i] = Frame.of(i, i);
        }
        byte[] joined = Frame.join(frames);
        try (Server server = Server.of(FakeConnection::echo)
                        .nativeTransport(nativeTransport)
                        .start();
                RawSocket client = server.connect()) {
            Thread sender = inBackground(() -> client.send(joined));

            assertThat(client.receive(joined.length)).isEqualTo(joined);
            sender.join();
        }
    }

    @Test
    void putsAFrameOfTenMebibytesTogether() throws Exception {
        byte[] frame = Frame.of(7, 10 * 1024 * 1024);
        byte[] next = Frame.of(8, 1);
        try (Server server = Server.of(FakeConnection::echo).start();
                RawSocket client = server.connect()) {
            Thread sender = inBackground(() -> client.send(frame, next));

            assertThat(client.receive(frame.length)).isEqualTo(frame);
            assertThat(client.receive(next.length)).isEqualTo(next);
            sender.join();
        }
    }

    @Test
    void handsNothingInWhilePausedAndAllOfItLater() throws Exception {
        byte[] first = Frame.of(1, 10);
        byte[] second = Frame.of(2, 10);
        byte[] third = Frame.of(3, 10);
        try (Server server = Server.of((connection, frame) -> {
                            if (frame[2] == 1) {
                                connection.pause();
                            }
                        })
                        .start();
                RawSocket client = server.connect()) {
            client.send(Frame.join(first, second));
            FakeConnection connection = server.core.accepted();
            await().until(() -> connection.hasFrame(first));
            client.send(third);

            await().during(Duration.ofMillis(200)).until(() -> connection.frames.size() == 1);
            server.threads.threads().get(connection.acceptedOn).execute(connection::resume);

            await().until(() -> connection.frames.size() == 3);
        }
    }

    @Test
    void handsInTheLastBytesOfAClientThatLeftWhileItWasPaused() throws Exception {
        try (Server server = Server.of((connection, frame) -> {
                    if (frame[2] == 1) {
                        connection.pause();
                    }
                })
                .start()) {
            try (RawSocket client = server.connect()) {
                client.send(Frame.join(Frame.of(1, 10), Frame.of(2, 10)));
            }
            FakeConnection connection = server.core.accepted();
            await().until(() -> connection.frames.size() == 1);
            server.threads.threads().get(connection.acceptedOn).execute(connection::resume);

            await().until(connection::isClosed);
            assertThat(connection.frames).hasSize(2);
            assertThat(connection.events).hasSize(2).startsWith("writable"); // it learnt that waiting is in vain
        }
    }

    @Test
    void boundsWhatWaitsForASlowReaderAndTellsWhenItReads() throws Exception {
        byte[] large = Frame.of(9, 10_000);
        List<Long> pending = new ArrayList<>();
        AtomicInteger sent = new AtomicInteger();
        try (Server server = Server.of((connection, frame) -> {
                            while (connection.link.isWritable()) {
                                connection.echo(large);
                                sent.incrementAndGet();
                            }
                            pending.add(connection.link.pendingBytes());
                        })
                        .sendBufferBytes(16 * 1024)
                        .start();
                RawSocket client = server.connect()) {
            client.send(Frame.of(1, 1));
            FakeConnection connection = server.core.accepted();
            await().until(() -> connection.frames.size() == 1 && !pending.isEmpty());

            assertThat(pending.getFirst()).isBetween((long) Server.HIGH_WATER, 3L * Server.HIGH_WATER);
            assertThat(connection.events).isEmpty();
            for (int i = 0; i < sent.get(); i++) {
                assertThat(client.receive(large.length)).isEqualTo(large);
            }
            await().until(() -> connection.events.contains("writable"));
        }
    }

    @Test
    void sendsLastWordsToAClientThatGoesOnTalking() throws Exception {
        byte[] words = Frame.of(5, 50);
        try (Server server = Server.of((connection, frame) -> {
                            connection.echo(words);
                            connection.link.close();
                        })
                        .start();
                RawSocket client = server.connect()) {
            client.send(Frame.of(1, 10));
            FakeConnection connection = server.core.accepted();
            await().until(connection::isClosed);
            client.send(new byte[100_000]);

            assertThat(client.receiveToEnd()).isEqualTo(words);
        }
    }

    @Test
    void closesAClientThatNeitherReadsLastWordsNorLeaves() throws Exception {
        try (Server server = Server.of((connection, frame) -> {
                            connection.echo(frame);
                            connection.link.close();
                        })
                        .limits(10, 0, 0)
                        .start();
                RawSocket client = server.connect()) {
            client.send(Frame.of(1, 10));
            await().until(() -> server.core.accepted().isClosed());

            await().until(() -> server.listeners.admission().connections() == 0);
        }
    }

    @Test
    void aFaultInOneConnectionEndsItAlone() throws Exception {
        try (Server server = Server.of((connection, frame) -> {
                            if (frame[2] == 1) {
                                throw new IllegalStateException("on purpose");
                            }
                            connection.echo(frame);
                        })
                        .lanes(1)
                        .start();
                RawSocket bad = server.connect();
                RawSocket good = server.connect()) {
            byte[] frame = Frame.of(2, 10);
            bad.send(Frame.of(1, 10));

            assertThat(bad.receiveToEnd()).isEmpty();
            assertThat(good.send(frame).receive(frame.length)).isEqualTo(frame);
        }
    }

    @Test
    void toleratesAReset() throws Exception {
        try (Server server = Server.of(FakeConnection::echo).start();
                RawSocket client = server.connect()) {
            client.send(Frame.of(1, 10));
            FakeConnection connection = server.core.accepted();
            client.socket.setSoLinger(true, 0);
            client.close();

            await().until(connection::isClosed);
            await().until(() -> server.listeners.admission().connections() == 0);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void spreadsConnectionsOverAllLanes(boolean nativeTransport) throws Exception {
        List<RawSocket> clients = new ArrayList<>();
        try (Server server = Server.of(FakeConnection::echo)
                .lanes(2)
                .nativeTransport(nativeTransport)
                .start()) {
            for (int i = 0; i < 40; i++) {
                clients.add(server.connect());
            }
            await().until(() -> server.core.all.size() == 40);

            Set<Integer> lanes =
                    server.core.all.stream().map(each -> each.acceptedOn).collect(Collectors.toSet());
            assertThat(lanes).containsExactly(0, 1);
        } finally {
            for (RawSocket client : clients) {
                client.close();
            }
        }
    }

    @Test
    void closesWhoIsOneTooManyBeforeTheCoreHearsOfIt() throws Exception {
        try (Server server = Server.of(FakeConnection::echo).limits(2, 0, 0).start();
                RawSocket first = server.connect();
                RawSocket second = server.connect()) {
            server.core.accepted();
            server.core.accepted();
            try (RawSocket third = server.connect()) {
                assertThatEnds(third);
            }
            first.close();
            await().until(() -> server.listeners.admission().connections() == 1);

            byte[] frame = Frame.of(1, 1);
            assertThat(second.send(frame).receive(frame.length)).isEqualTo(frame);
            assertThat(server.core.all).hasSize(2);
        }
    }

    @Test
    void closesOneTooManyFromAnAddress() throws Exception {
        try (Server server = Server.of(FakeConnection::echo).limits(0, 1, 0).start();
                RawSocket first = server.connect()) {
            FakeConnection connection = server.core.accepted();
            try (RawSocket second = server.connect()) {
                assertThatEnds(second);
            }
            first.close();
            await().until(connection::isClosed);
            await().until(() -> server.listeners.admission().connections() == 0);
            try (RawSocket again = server.connect()) {
                byte[] frame = Frame.of(1, 1);
                assertThat(again.send(frame).receive(frame.length)).isEqualTo(frame);
            }
        }
    }

    @Test
    void tellsTheCoreWhoTheClientIs() throws Exception {
        try (Server server = Server.of(FakeConnection::echo).start();
                RawSocket client = server.connect()) {
            var peer = server.core.accepted().link.peer();

            assertThat(peer.address()).isEqualTo("127.0.0.1");
            assertThat(peer.port()).isEqualTo(client.socket.getLocalPort());
            assertThat(peer.listener()).isEqualTo("tcp");
            assertThat(peer.certificateName()).isNull();
        }
    }

    @Test
    void ticksEveryLane() {
        try (Server server = Server.of(FakeConnection::echo).lanes(2).start()) {
            await().until(() -> server.core.ticks.get() >= 6);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void doesNotShareAPortWithAnotherBroker(boolean nativeTransport) {
        try (Server server =
                Server.of(FakeConnection::echo).nativeTransport(nativeTransport).start()) {
            int taken = server.address("tcp").getPort();

            assertThatThrownBy(() -> Server.of(FakeConnection::echo)
                            .nativeTransport(nativeTransport)
                            .port(taken)
                            .start())
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("tcp")
                    .hasMessageContaining(String.valueOf(taken));
        }
    }

    private static void assertThatEnds(RawSocket client) {
        try {
            assertThat(client.receiveToEnd()).isEmpty();
        } catch (IOException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
    }

    private interface Io {
        void run() throws IOException;
    }

    private static Thread inBackground(Io io) {
        return Thread.ofPlatform().start(() -> {
            try {
                io.run();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
