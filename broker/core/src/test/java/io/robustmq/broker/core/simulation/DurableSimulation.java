package io.robustmq.broker.core.simulation;

import io.robustmq.broker.core.settings.SharedSettings.Strategy;
import io.robustmq.broker.core.world.FakeStorage;
import io.robustmq.broker.core.world.Setup;
import io.robustmq.broker.core.world.World;
import io.robustmq.broker.storage.spi.StorageException;
import java.time.Duration;
import java.util.ArrayList;
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
    private static final List<String> TOPICS = List.of("a/1", "a/2", "b/1", "b/2/c", "d");
    private static final List<String> FILTERS = List.of("#", "a/+", "a/1", "+/1", "b/#", "d", "+/2/#", "r/#");

    private final Random chance;
    private final FakeStorage storage;
    private final boolean mayDoubt;
    private final boolean mayBeSilent;
    private final List<Sender> senders = new ArrayList<>();
    private final List<Receiver> receivers = new ArrayList<>();
    private final List<Receiver> group = new ArrayList<>();
    private final Receiver witness;
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
                .strategy(any(List.of(Strategy.values())))
                .start();
        for (int i = 0; i < 3; i++) {
            receivers.add(new Receiver(world, "s" + i, i > 0 || chance.nextBoolean(), window(), someFilters()));
        }
        for (int i = 0; i < 3; i++) {
            boolean lasting = i > 0 || chance.nextBoolean();
            group.add(new Receiver(world, "g" + i, lasting, window(), Map.of("$share/g/#", 2)));
        }
        for (int i = 0; i < 2; i++) {
            senders.add(new Sender(world, "p" + i, receiveMaximum));
        }
        witness = new Receiver(world, "witness", true, window(), Map.of("#", 1));
        receivers.add(witness);
        wavering = new Wavering(world, this::published);
        mortal = new Mortal(world);
    }

    private int window() {
        return 1 + chance.nextInt(chance.nextInt(4) == 0 ? 20 : 3);
    }

    private Map<String, Integer> someFilters() {
        Map<String, Integer> filters = new LinkedHashMap<>();
        for (int i = 1 + chance.nextInt(3); i > 0; i--) {
            filters.put(FILTERS.get(chance.nextInt(FILTERS.size())), chance.nextInt(3));
        }
        return filters;
    }

    World world() {
        return world;
    }

    FakeStorage storage() {
        return storage;
    }

    List<Sender> senders() {
        return senders;
    }

    List<Receiver> receivers() {
        return receivers;
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

    private Map<Stream, Integer> published() {
        Map<Stream, Integer> all = new LinkedHashMap<>();
        senders.forEach(sender -> all.putAll(sender.published()));
        return all;
    }

    /** The members of one shared subscription to everything. */
    List<Receiver> group() {
        return group;
    }

    private <T> T any(List<T> list) {
        return list.get(chance.nextInt(list.size()));
    }

    private Receiver anyReceiver() {
        return chance.nextInt(3) == 0 ? any(group) : any(receivers);
    }

    private List<Receiver> allReceivers() {
        List<Receiver> all = new ArrayList<>(receivers);
        all.addAll(group);
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
            if (!storage.isWell()) {
                senders.forEach(Sender::storageFails);
            }
        }
        rest();
    }

    private void happen(int what) {
        if (what < 36) {
            publishSome(any(senders));
        } else if (what < 39) {
            waver();
        } else if (what < 41) {
            comeOrGoForEver();
        } else if (what < 60) {
            anyReceiver().answer(1 + chance.nextInt(5));
        } else if (what < 67) {
            comeOrGo(anyReceiver());
        } else if (what < 72) {
            comeOrGo(any(senders));
        } else if (what < 75) {
            anyReceiver().mayRead(chance.nextInt(20_000));
        } else if (what < 79) {
            anyReceiver().mayRead(Long.MAX_VALUE);
        } else if (what < 84) {
            world.passes(Duration.ofMillis(100));
        } else if (what < 85) {
            world.passes(Duration.ofSeconds(chance.nextInt(15)));
        } else if (what < 87) {
            any(receivers).subscribe();
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

    private void publishSome(Sender sender) {
        for (int i = chance.nextInt(4); i >= 0; i--) {
            int padding = chance.nextInt(20) == 0 ? chance.nextInt(100_000) : chance.nextInt(100);
            if (chance.nextInt(6) == 0) {
                sender.publish("r/" + sender, 1, true, padding);
            } else {
                sender.publish(any(TOPICS), 1 + chance.nextInt(2), false, padding);
            }
        }
    }

    private void fail() {
        if (mayDoubt && chance.nextBoolean()) {
            storage.doubts(chance.nextInt(storage.shards()));
        } else if (mayDoubt) {
            storage.doubts();
        } else {
            storage.fails(any(List.of(StorageException.Kind.FULL, StorageException.Kind.UNAVAILABLE)));
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

    private void comeOrGo(Receiver one) {
        if (one.isOnline() && chance.nextBoolean()) {
            one.drop();
        } else {
            one.reconnect(window()); // taking over, if it was there
        }
    }

    private void comeOrGo(Sender one) {
        if (one.isOnline() && chance.nextBoolean()) {
            one.drop();
        } else {
            one.reconnect();
        }
    }

    private void restart(boolean killed) {
        Duration down = Duration.ofMillis(chance.nextInt(5_000));
        if (killed) {
            world = world.killed(down);
        } else {
            heal();
            world = world.stopped(down);
        }
        senders.forEach(one -> one.moves(world));
        allReceivers().forEach(one -> one.moves(world));
        wavering.moves(world);
        mortal.moves(world);
    }

    private void listen() {
        senders.forEach(Sender::listen);
        allReceivers().forEach(Receiver::listen);
        wavering.listen();
        mortal.listen();
    }

    private void rest() {
        heal();
        List<Receiver> all = allReceivers();
        int before = -1;
        int quiet = 0;
        for (int round = 0; round < ROUNDS_TO_REST; round++) {
            senders.stream().filter(one -> !one.isOnline()).forEach(Sender::reconnect);
            all.stream().filter(one -> !one.isOnline()).forEach(one -> one.reconnect(window()));
            if (!wavering.isOnline()) {
                wavering.reconnect();
            }
            world.passes(Duration.ofMillis(100));
            listen();
            all.forEach(one -> one.mayRead(Long.MAX_VALUE));
            all.forEach(one -> one.answer(Integer.MAX_VALUE));
            int now = all.stream().mapToInt(Receiver::count).sum();
            boolean done = world.count(c -> c.inflight + c.queuedMessages) == 0
                    && senders.stream().allMatch(Sender::isDone)
                    && all.stream().allMatch(Receiver::isDone);
            quiet = done && now == before ? quiet + 1 : 0;
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
        senders.forEach(Sender::end);
        allReceivers().forEach(Receiver::end);
        wavering.end();
        mortal.end();
        world.passes(Duration.ofSeconds(25));
    }
}
