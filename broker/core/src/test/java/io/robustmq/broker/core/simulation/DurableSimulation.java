package io.robustmq.broker.core.simulation;

import io.robustmq.broker.core.settings.SharedSettings.Strategy;
import io.robustmq.broker.core.stored.WillRecord;
import io.robustmq.broker.core.world.FakeStorage;
import io.robustmq.broker.core.world.Setup;
import io.robustmq.broker.core.world.World;
import io.robustmq.broker.storage.spi.StorageException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * One run of a node with storage: clients come and go, storage stands still and fails, and the process is killed or stopped
 * and started again. In the end storage is well, everybody is there, and nothing is left to do.
 */
final class DurableSimulation {
    private static final int EVENTS = 250;
    private static final int ROUNDS_TO_REST = 1_000;
    private static final int QUIET_ROUNDS = 6;

    private final Random chance;
    private final FakeStorage storage;
    private final boolean mayDoubt;
    private final boolean mayBeSilent;
    private final Crowd crowd;
    private final Subscriber witness;
    private final Wavering wavering;
    private final Mortal mortal;
    private World world;

    DurableSimulation(long seed) {
        chance = new Random(seed);
        storage = new FakeStorage(1 + chance.nextInt(4)).inAnyOrder(chance);
        mayDoubt = chance.nextInt(3) == 0;
        mayBeSilent = chance.nextInt(3) > 0;
        int receiveMaximum = 1 + chance.nextInt(20);
        world = new Setup()
                .seed(seed)
                .storage(storage)
                .lanes(1 + chance.nextInt(4))
                .splitReads()
                .receiveMaximum(receiveMaximum)
                .inflight(1 + chance.nextInt(20))
                .queueMessages(chance.nextBoolean() ? 1 + chance.nextInt(10) : 1_000)
                .pendingBytes(50_000 + chance.nextInt(200_000))
                .strategy(Crowd.any(chance, List.of(Strategy.values())))
                .start();
        crowd = new Crowd(chance, world);
        for (int i = 0; i < 3; i++) {
            crowd.addSubscriber("s" + i, i > 0 || chance.nextBoolean());
        }
        for (int i = 0; i < 3; i++) {
            crowd.addMember("g" + i, i > 0 || chance.nextBoolean(), 2);
        }
        for (int i = 0; i < 2; i++) {
            crowd.addPublisher("p" + i, receiveMaximum);
        }
        witness = crowd.addSubscriberToAll("witness", 1);
        wavering = new Wavering(world, this::published);
        mortal = new Mortal(world, chance.nextBoolean(), this::isStored);
    }

    World world() {
        return world;
    }

    FakeStorage storage() {
        return storage;
    }

    Crowd crowd() {
        return crowd;
    }

    Wavering wavering() {
        return wavering;
    }

    Mortal mortal() {
        return mortal;
    }

    /** Whether somebody has heard a will. */
    boolean isHeard(int will) {
        return witness.received(Mortal.stream()).contains(will);
    }

    /** Whether storage has a will with this text. */
    private boolean isStored(String will) {
        return storage.values('w').stream()
                .map(bytes -> new String(WillRecord.of(bytes).will().payload(), StandardCharsets.UTF_8))
                .anyMatch(will::equals);
    }

    private Map<Stream, Integer> published() {
        Map<Stream, Integer> all = new LinkedHashMap<>();
        crowd.publishers().forEach(publisher -> all.putAll(publisher.published()));
        return all;
    }

    /** Lets things happen, then heals all and waits until nothing is left to do. */
    void run() {
        for (int i = 0; i < EVENTS; i++) {
            happen(chance.nextInt(100));
            for (int steps = chance.nextInt(8); steps > 0; steps--) {
                world.step();
            }
            listen();
            if (storage.isFull()) {
                crowd.publishers().forEach(Publisher::storageIsFull);
            }
        }
        rest();
    }

    private void happen(int what) {
        if (what < 36) {
            publishSome(crowd.anyPublisher());
        } else if (what < 39) {
            waver();
        } else if (what < 41) {
            comeOrGoForEver();
        } else if (what < 60) {
            crowd.anyReceiver().answer(1 + chance.nextInt(5));
        } else if (what < 67) {
            crowd.receiverComesOrGoes();
        } else if (what < 72) {
            crowd.publisherComesOrGoes();
        } else if (what < 75) {
            crowd.anyReceiver().mayRead(chance.nextInt(20_000));
        } else if (what < 79) {
            crowd.anyReceiver().mayRead(Long.MAX_VALUE);
        } else if (what < 84) {
            world.passes(Duration.ofMillis(100));
        } else if (what < 85) {
            world.passes(Duration.ofSeconds(chance.nextInt(15)));
        } else if (what < 87) {
            crowd.any(crowd.subscribers()).subscribe();
        } else if (what < 89) {
            standStill();
        } else if (what < 91) {
            fail();
        } else if (what < 96) {
            heal();
        } else if (what < 98) {
            restart(chance.nextInt(3) > 0);
        }
    }

    private void waver() {
        switch (chance.nextInt(8)) {
            case 0 -> wavering.startsCleanly();
            case 1, 2, 3 -> wavering.reconnect();
            case 4 -> wavering.drop();
            default -> wavering.changesItsMind();
        }
    }

    private void comeOrGoForEver() {
        if (mortal.isOnline()) {
            mortal.drop();
        } else {
            mortal.connect(this::isHeard);
        }
    }

    private void publishSome(Publisher publisher) {
        for (int i = chance.nextInt(4); i >= 0; i--) {
            int padding = crowd.padding();
            if (chance.nextInt(6) == 0) {
                publisher.publish("r/" + publisher, 1, true, padding);
            } else {
                publisher.publish(crowd.any(Crowd.TOPICS), 1 + chance.nextInt(2), false, padding);
            }
        }
    }

    private void fail() {
        if (mayDoubt && chance.nextBoolean()) {
            storage.doubts(chance.nextInt(storage.shards()));
        } else if (mayDoubt) {
            storage.doubts();
        } else {
            storage.fails(crowd.any(List.of(StorageException.Kind.FULL, StorageException.Kind.UNAVAILABLE)));
        }
    }

    private void standStill() {
        if (mayBeSilent && chance.nextBoolean()) {
            storage.isSilent(true);
        } else {
            storage.halts(true);
        }
    }

    private void heal() {
        storage.halts(false);
        storage.isSilent(false);
        storage.fails(null);
    }

    private void restart(boolean killed) {
        Duration down = Duration.ofMillis(chance.nextInt(5_000));
        if (killed) {
            world = world.killed(down);
        } else {
            heal();
            world = world.stopped(down);
        }
        crowd.moves(world);
        wavering.moves(world);
        mortal.moves(world);
    }

    private void listen() {
        crowd.listen();
        wavering.listen();
        mortal.listen();
    }

    private void rest() {
        heal();
        int before = -1;
        int quiet = 0;
        for (int round = 0; round < ROUNDS_TO_REST; round++) {
            crowd.comeBack();
            if (!wavering.isOnline()) {
                wavering.reconnect();
            }
            world.passes(Duration.ofMillis(100));
            listen();
            crowd.catchUp();
            int now = crowd.received();
            quiet = crowd.isDone() && now == before ? quiet + 1 : 0;
            before = now;
            if (quiet == QUIET_ROUNDS) {
                return;
            }
        }
        throw new AssertionError("never at rest: " + world.gauges());
    }

    /** The process is killed once more, and everybody comes again. */
    void onceMore() {
        restart(true);
        rest();
    }

    /** Ends every session, and lets time pass until what nobody needs is gone. */
    void end() {
        world.passes(Duration.ofSeconds(1));
        crowd.end();
        wavering.end();
        mortal.end();
        world.passes(Duration.ofSeconds(25));
    }
}
