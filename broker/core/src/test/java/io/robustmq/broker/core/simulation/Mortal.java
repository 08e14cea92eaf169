package io.robustmq.broker.core.simulation;

import static io.robustmq.broker.core.world.Connecting.resuming;
import static io.robustmq.broker.core.world.Connecting.will;

import io.robustmq.broker.core.world.Client;
import io.robustmq.broker.core.world.World;
import io.robustmq.broker.mqtt.packet.ConnAck;
import io.robustmq.broker.mqtt.packet.Disconnect;
import io.robustmq.broker.mqtt.packet.Packet;
import io.robustmq.broker.mqtt.packet.SubAck;
import io.robustmq.broker.mqtt.packet.Subscribe;
import io.robustmq.broker.mqtt.packet.SubscriptionRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Connects with a will, numbered and without delay, and goes without a word; never comes again before that was heard. */
final class Mortal {
    private static final String ID = "mortal";
    private static final String TOPIC = "w/" + ID;

    private final Set<Integer> due = new HashSet<>();
    private Client client;
    private int number;
    private boolean online;
    private boolean sure;

    Mortal(World world) {
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
            client.begin(resuming().neverExpiring().with(will(TOPIC, stream().payload(number, 0))));
        }
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
                    client.write(new Subscribe(
                            client.nextId(),
                            0,
                            List.of(),
                            List.of(new SubscriptionRequest("nothing", 1, false, false, 2))));
                }
                case SubAck _ -> sure = true; // what was written of the session before that is kept, too
                case Disconnect _ -> gone();
                default -> throw new AssertionError(ID + " did not expect " + packet);
            }
        }
    }

    /** Ends its session. */
    void end() {
        client.connected().disconnect();
    }
}
