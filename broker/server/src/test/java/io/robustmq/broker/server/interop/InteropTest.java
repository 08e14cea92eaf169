package io.robustmq.broker.server.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.provider.Arguments;

/** A story for every client over each of its transports. Clients that cannot be had here are skipped, and say so. */
@Timeout(60)
abstract class InteropTest {
    private static final AtomicInteger COUNTER = new AtomicInteger();
    private static volatile PackagedBroker broker;

    @RegisterExtension
    static final BeforeAllCallback START = InteropTest::start;

    private final ArrayDeque<ForeignClient> clients = new ArrayDeque<>();

    private static void start(ExtensionContext context) {
        broker = PackagedBroker.of(context);
    }

    @AfterEach
    void closeClients() {
        clients.forEach(ForeignClient::close);
    }

    static PackagedBroker broker() {
        return broker;
    }

    static Stream<Arguments> everyClient() {
        return Arrays.stream(ClientKind.values())
                .flatMap(kind -> kind.transports().stream().map(transport -> Arguments.of(kind, transport)));
    }

    static Stream<Arguments> everyClientOfVersion5() {
        return everyClient().filter(arguments -> ((ClientKind) arguments.get()[0]).speaks5());
    }

    /** A name no other test uses. */
    static String unique(String stem) {
        return stem + COUNTER.incrementAndGet();
    }

    /** A client that nothing is known of yet. */
    final ForeignClient connect(ClientKind kind, Transport transport) throws Exception {
        return connect(kind, transport, Profile.of(unique("client")));
    }

    final ForeignClient connect(ClientKind kind, Transport transport, Profile profile) throws Exception {
        String why = kind.whyMissing();
        assumeTrue(why == null, why);
        ForeignClient client = kind.connect(broker.door(transport), profile);
        clients.push(client);
        return client;
    }

    /** The next message of {@code client} is this one, however its properties are. */
    static Letter expect(ForeignClient client, Letter expected) throws InterruptedException {
        Letter letter = client.mailbox().take();
        assertThat(letter)
                .as("what %s received", client.getClass().getSimpleName())
                .usingRecursiveComparison()
                .ignoringFields("extras")
                .isEqualTo(expected);
        return letter;
    }
}
