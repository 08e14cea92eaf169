package io.robustmq.broker.core.simulation;

import static io.robustmq.broker.core.world.Connecting.cleanly;
import static io.robustmq.broker.core.world.Connecting.will;

import io.robustmq.broker.core.settings.SharedSettings.Strategy;
import io.robustmq.broker.core.world.Client;
import io.robustmq.broker.core.world.Setup;
import io.robustmq.broker.core.world.World;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** One run: a seed, a world, a crowd of clients whose sessions last, and a number of things that happen. */
final class Simulation {
    private static final int EVENTS = 500;
    private static final int ROUNDS_TO_REST = 2_000;

    private final Random chance;
    private final World world;
    private final Crowd crowd;
    private final Client passerBy;

    Simulation(long seed) {
        chance = new Random(seed);
        int receiveMaximum = 1 + chance.nextInt(30);
        world = new Setup()
                .seed(seed)
                .lanes(1 + chance.nextInt(4))
                .splitReads()
                .receiveMaximum(receiveMaximum)
                .inflight(1 + chance.nextInt(20))
                .pendingBytes(50_000 + chance.nextInt(200_000))
                .strategy(Crowd.any(chance, List.of(Strategy.values())))
                .start();
        crowd = new Crowd(chance, world);
        for (int i = 0; i < 4; i++) {
            crowd.addSubscriber("s" + i, true);
        }
        for (int i = 0; i < 3; i++) {
            crowd.addMember("g" + i, true, 1);
        }
        for (int i = 0; i < 3; i++) {
            crowd.addPublisher("p" + i, receiveMaximum);
        }
        passerBy = world.client("passer-by");
    }

    World world() {
        return world;
    }

    Crowd crowd() {
        return crowd;
    }

    /** Lets things happen, then brings everybody back and waits until nothing is left to do. */
    void run() {
        for (int i = 0; i < EVENTS; i++) {
            happen(chance.nextInt(100));
            for (int steps = chance.nextInt(6); steps > 0; steps--) {
                world.step();
            }
            crowd.listen();
        }
        rest();
    }

    private void happen(int what) {
        if (what < 50) {
            publishSome(crowd.anyPublisher(), crowd.any(Crowd.TOPICS), chance.nextInt(3));
        } else if (what < 70) {
            crowd.anyReceiver().answer(1 + chance.nextInt(5));
        } else if (what < 77) {
            crowd.receiverComesOrGoes();
        } else if (what < 81) {
            crowd.publisherComesOrGoes();
        } else if (what < 86) {
            crowd.anyReceiver().mayRead(chance.nextInt(20_000));
        } else if (what < 92) {
            crowd.anyReceiver().mayRead(Long.MAX_VALUE);
        } else if (what < 95) {
            passBy();
        } else if (what < 97) {
            world.passes(Duration.ofMillis(100));
        }
    }

    private void publishSome(Publisher publisher, String topic, int qos) {
        for (int i = chance.nextInt(4); i >= 0; i--) {
            publisher.publish(topic, qos, false, crowd.padding());
        }
    }

    /** Somebody else comes, subscribes to all, and is gone the next time. */
    private void passBy() {
        passerBy.begin(cleanly().with(will("$nobody/listens", "gone")));
        if (chance.nextBoolean()) {
            passerBy.dropSilently();
        }
    }

    private void rest() {
        for (int round = 0; round < ROUNDS_TO_REST; round++) {
            crowd.comeBack();
            world.passes(Duration.ofMillis(100));
            crowd.listen();
            crowd.catchUp();
            if (crowd.isDone()) {
                world.run();
                crowd.listen();
                return;
            }
        }
        throw new AssertionError("never at rest: " + world.gauges());
    }

    /** Ends every session. */
    void end() {
        passerBy.connected().disconnect();
        crowd.end();
    }
}
