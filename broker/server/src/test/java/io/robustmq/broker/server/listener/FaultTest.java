package io.robustmq.broker.server.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.robustmq.broker.core.port.LaneThread;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** A fault in the code behind one socket: others do not notice, and nothing leaks. */
class FaultTest {
    private static final byte[] FRAME = Frame.of(1, 10);

    private static AssertionError thrown() {
        return new AssertionError("thrown by the test");
    }

    @Test
    void aFaultInTellingTheLaneCostsNobodyAnything() throws Exception {
        try (Server server = Server.of(FakeConnection::echo)
                .home((_, _) -> {
                    throw new IllegalStateException(thrown());
                })
                .start()) {
            CountDownLatch done = new CountDownLatch(1);
            server.threads.threads().forEach(thread -> standStill(thread, done));
            RawSocket[] clients = new RawSocket[10];
            for (int i = 0; i < clients.length; i++) { // their first bytes are there before they are accepted
                clients[i] = server.connect().send(FRAME);
            }
            done.countDown();
            for (RawSocket client : clients) {
                assertThat(client.receive(FRAME.length)).isEqualTo(FRAME);
                client.close();
            }
            await().until(() -> server.listeners.admission().connections() == 0);
        }
    }

    private static void standStill(LaneThread thread, CountDownLatch done) {
        CountDownLatch standing = new CountDownLatch(1);
        thread.execute(() -> {
            standing.countDown();
            pass(done);
        });
        pass(standing);
    }

    private static void pass(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * All in one wait of the loop: a client makes the server close others, new ones are accepted and get their descriptors,
     * and then come the events that tell that those others have closed, too.
     */
    @Test
    void anEventForAClosedSocketIsNotTakenForOneOfANewSocketWithItsDescriptor() throws Exception {
        int many = 20;
        Server[] self = new Server[1];
        try (Server server = Server.of((connection, frame) -> {
                    connection.echo(frame);
                    if (frame[2] == 1) {
                        self[0].core.all.stream()
                                .filter(each -> each != connection)
                                .forEach(each -> each.link.close());
                    }
                })
                .lanes(1)
                .start()) {
            self[0] = server;
            RawSocket taker = server.connect();
            RawSocket[] olds = new RawSocket[many];
            RawSocket[] news = new RawSocket[many];
            for (int i = 0; i < many; i++) {
                olds[i] = server.connect();
            }
            await().until(() -> server.core.all.size() == many + 1);
            CountDownLatch done = new CountDownLatch(1);
            standStill(server.threads.threads().getFirst(), done);
            taker.send(FRAME);
            for (int i = 0; i < many; i++) {
                news[i] = server.connect();
            }
            for (RawSocket old : olds) {
                old.close();
            }
            done.countDown();
            byte[] frame = Frame.of(2, 10);
            assertThat(taker.receive(FRAME.length)).isEqualTo(FRAME);
            for (RawSocket each : news) {
                assertThat(each.send(frame).receive(frame.length)).isEqualTo(frame);
                each.close();
            }
            assertThat(taker.send(frame).receive(frame.length)).isEqualTo(frame);
            taker.close();
        }
    }

    @Test
    void anErrorAtTheEndOfATurnDoesNotStopTheLane() throws Exception {
        try (Server server = Server.of(FakeConnection::echo).lanes(1).start();
                RawSocket client = server.connect()) {
            assertThat(client.send(FRAME).receive(FRAME.length)).isEqualTo(FRAME);
            LaneThread lane = server.threads.threads().getFirst();
            lane.execute(() -> lane.atEndOfTurn(() -> {
                throw thrown();
            }));
            assertThat(client.send(FRAME).receive(FRAME.length)).isEqualTo(FRAME);
        }
    }

    @Test
    void anErrorOnATickDoesNotStopTheClock() throws Exception {
        try (Server server = Server.of(FakeConnection::echo).lanes(1).start()) {
            server.core.failOnNextTick(thrown());
            await().until(() -> server.core.ticks.get() > 2);
            int ticks = server.core.ticks.get();
            await().until(() -> server.core.ticks.get() > ticks + 2);
        }
    }
}
