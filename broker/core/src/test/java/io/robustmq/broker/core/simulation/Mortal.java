package io.robustmq.broker.core.simulation;

import static io.robustmq.broker.core.world.Connecting.cleanly;
import static io.robustmq.broker.core.world.Connecting.resuming;
import static io.robustmq.broker.core.world.Connecting.will;

import io.robustmq.broker.core.world.Client;
import io.robustmq.broker.core.world.Connecting;
import io.robustmq.broker.core.world.World;
import io.robustmq.broker.mqtt.packet.ConnAck;
import io.robustmq.broker.mqtt.packet.Disconnect;
import io.robustmq.broker.mqtt.packet.Packet;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Connects with a will, numbered and without delay, and goes without a word; never comes again before that was heard. Its session
 * lasts for ever, or as long as its connection.
 */
final class Mortal {
    private static final String ID = "mortal";
    private static final String TOPIC = "w/" + ID;

    private final Set<Integer> due = new HashSet<>();
    private final boolean lasting;
    private final Predicate<String> stored;
    private Client client;
    private int number;
    private boolean online;
    private boolean sure;

    /** @param stored whether storage has a will with a text */
    Mortal(World world, boolean lasting, Predicate<String> stored) {
        this.lasting = lasting;
        this.stored = stored;
        this.client = world.client(ID);
    }

    static Stream stream() {
        return new Stream(ID, TOPIC, 1);
    }

    /** The wills that must be heard. */
    Set<Integer> due() {
        return due;
    }

    boolean isOnline() {
        return online;
    }

    /** @param heard whether somebody has heard a will */
    void connect(Predicate<Integer> heard) {
        if (due.stream().allMatch(heard)) {
            number++;
            sure = false;
            Connecting how = lasting ? resuming().neverExpiring() : cleanly();
            client.begin(how.with(will(TOPIC, payload())));
        }
    }

    private String payload() {
        return stream().payload(number, 0);
    }

    void drop() {
        client.dropSilently();
        gone();
    }

    /** The process is another one: the connection is gone. */
    void moves(World world) {
        gone();
        client = world.client(ID);
    }

    private void gone() {
        if (online && sure) {
            due.add(number);
        }
        online = false;
    }

    void listen() {
        for (Packet packet : client.takeAll()) {
            switch (packet) {
                case ConnAck _ -> {
                    online = true;
                    sure = stored.test(payload()); // else it could not have it just then
                }
                case Disconnect _ -> gone();
                default -> throw new AssertionError(ID + " did not expect " + packet);
            }
        }
    }

    /** Ends its session. */
    void end() {
        client.connected().disconnect(); // with what was left of its session
    }
}
