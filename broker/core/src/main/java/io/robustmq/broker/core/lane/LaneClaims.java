package io.robustmq.broker.core.lane;

import io.robustmq.broker.core.durable.LaneStorage;
import io.robustmq.broker.core.durable.WriteCompletion;
import io.robustmq.broker.core.port.Ownership;
import io.robustmq.broker.core.stored.StoredFormatException;
import io.robustmq.broker.core.stored.StoredKeys;
import io.robustmq.broker.storage.spi.StorageException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The client ids that one lane holds, or waits for, in a cluster. An id is claimed for the first connection that asks for it, and
 * released with the last; where storage is shared with the other brokers, not before its session is over, too.
 *
 * <pre>
 *                        {@link #claim} or {@link #adopt}             granted                loaded, or nothing stored
 *   none ─────────────────────────► claimed ─────────► granted ───────────────────────────► loaded
 *    ▲                                │                  │                                   │  {@link #giveUp}
 *    └────────────────────────────────┴──────────────────┴───── nothing is left ─────────────┴──► {@link Leaving} ──► none
 * </pre>
 *
 * What is granted is loaded, whoever goes meanwhile: so no session is on its way from one broker to the next without any of them knowing what
 * it wants. Confined to the lane.
 */
public final class LaneClaims {
    /** Sessions that a lane reads at once, each with some reads of every shard; others wait for their turn. */
    static final int LOADS_AT_ONCE = 16;

    private final Lane lane;
    private final Ownership ownership;
    private final Function<String, CompletionStage<StoredClients>> reader;
    private final Map<String, Held> held = new HashMap<>(0);

    /** Sessions that are being written for the last time, and what waits until they are gone. */
    private final Map<String, Leaving> leaving = new HashMap<>(0);

    private final OpenClaims open;
    private final UnreadableClients unreadable;

    /** Those of this lane, with their numbers. */
    private final Map<Held, Long> openHere = new HashMap<>(0);

    /** Of all that is held. */
    private int tickets;

    /** Whose sessions are to be read, the first first; and how many are being read. */
    private final Deque<Held> toLoad = new ArrayDeque<>(0);

    private int loads;

    /** How often {@link #loseAll} has come. */
    private int generation;

    /**
     * @param reader reads what storage has of a client
     * @param open of the broker
     * @param unreadable of the broker
     */
    LaneClaims(
            Lane lane,
            Ownership ownership,
            Function<String, CompletionStage<StoredClients>> reader,
            OpenClaims open,
            UnreadableClients unreadable) {
        this.lane = lane;
        this.ownership = ownership;
        this.reader = reader;
        this.open = open;
        this.unreadable = unreadable;
    }

    /** Whether there is nobody to claim anything from. */
    public boolean isAlone() {
        return ownership.isAlone();
    }

    private boolean isShared() {
        return lane.storage().isShared();
    }

    /** Of this broker's registration, see {@link Ownership#epoch}. */
    long epoch() {
        return ownership.epoch();
    }

    /** Whether a connection may be let in. */
    public enum Answer {
        PENDING,
        HELD,
        /** Another broker has the id, or nobody can say. */
        LOST
    }

    /** One connection's share of a client id. */
    public static final class Ticket {
        private final Held of;
        private final Runnable answered;
        private Answer answer = Answer.PENDING;

        private Ticket(Held of, Runnable answered) {
            this.of = of;
            this.answered = answered;
        }

        public Answer answer() {
            return answer;
        }

        /** The connection is gone. */
        public void release() {
            of.leave(this);
        }
    }

    /**
     * Claims a client id for a connection.
     *
     * @param answered runs on the lane, in a later turn, when the answer is not {@link Answer#PENDING} any more
     */
    public Ticket claim(String clientId, Runnable answered) {
        Held known = held.get(clientId);
        return known == null ? begin(clientId, answered) : known.enter(answered);
    }

    private Ticket begin(String clientId, Runnable answered) {
        Held made = new Held(clientId);
        held.put(clientId, made);
        Ticket ticket = made.enter(answered);
        claim(made);
        return ticket;
    }

    private void claim(Held one) {
        Leaving under = leaving.get(one.clientId);
        if (under == null) {
            one.claim();
        } else {
            under.then(() -> {
                if (held.get(one.clientId) == one) {
                    one.claim();
                }
            });
        }
    }

    // ---- sessions in storage that brokers share

    /** Whether what the lane has of a session is all there is; the id is held. */
    public boolean isLoaded(String clientId) {
        Held known = held.get(clientId);
        return !isShared() || (known != null && known.loaded);
    }

    /**
     * Reads what storage has of a client whose id is held.
     *
     * @param then is told when it is here, or cannot be read now; at once if the id is not held any more
     */
    public void load(String clientId, WriteCompletion then) {
        Held known = held.get(clientId);
        if (known == null || known.loaded) {
            then.onWritten();
        } else {
            known.load(then);
        }
    }

    /** Claims an id that nobody owns, whose session is to be {@link #install installed}. */
    public void adopt(String clientId) {
        if (held.containsKey(clientId)) {
            return;
        }
        Held made = new Held(clientId);
        made.adopting = true;
        held.put(clientId, made);
        claim(made);
    }

    /** Whether an id that was to be adopted is this broker's and not here yet; it is let go if another broker has come first. */
    public boolean isAdopting(String clientId) {
        Held known = held.get(clientId);
        if (known != null && known.adopting && !known.granted) {
            known.adopting = false;
            known.maybeRelease();
        }
        return known != null && known.granted && known.adopting && !known.loaded;
    }

    /** Reads the session of a client that {@link #isAdopting}, again and again until it is here. */
    public void takeUp(String clientId) {
        Held known = held.get(clientId);
        if (known != null && isAdopting(clientId)) {
            known.takeUp();
        }
    }

    /** Storage has this of a client that is being adopted. */
    public void install(String clientId, StoredClients found) {
        Held known = held.get(clientId);
        if (known != null && known.granted && known.adopting) {
            known.install(found);
            known.adopting = false;
            known.maybeRelease();
        }
    }

    /** Storage has something of a client that is being adopted which cannot be read. */
    public void passOver(String clientId) {
        Held known = held.get(clientId);
        if (known != null && known.granted && !known.loaded) {
            known.passOver();
        }
    }

    /** A session has ended, and nothing of it is left in storage. */
    void onOver(String clientId) {
        Held known = held.get(clientId);
        if (known != null) {
            known.maybeRelease();
        }
    }

    // ---- the end of holding

    /**
     * Another broker gets the id: who is connected with it here is told so and goes.
     *
     * @param done runs when nothing is delivered here any more, and nothing is to be written
     */
    public void giveUp(String clientId, Runnable done) {
        Held known = held.get(clientId);
        if (known == null || !known.granted) {
            done.run();
            return;
        }
        held.remove(clientId);
        known.lose();
        lane.sessions().takeAway(clientId);
        if (!isShared() || (known.loaded && !isKept(clientId))) {
            done.run();
            return;
        }
        Leaving under = new Leaving(lane, clientId, () -> {
            leaving.remove(clientId);
            done.run();
        });
        leaving.put(clientId, under);
        known.loadAtLast(under::retry, under::end);
    }

    /** Whether there is something of a client, in storage that brokers share, which this one has to see to. */
    private boolean isKept(String clientId) {
        return isShared()
                && (lane.sessions().isStored(clientId) || lane.storage().isClearing(clientId));
    }

    /** To be asked before anything is taken from a client or given to one: who may not serve has no clients from here on. */
    public void requireLease() {
        if (tickets > 0 && !ownership.mayServe()) {
            loseConnections();
        }
    }

    private void loseConnections() {
        List<Held> all = List.copyOf(held.values());
        if (!isShared()) {
            held.clear();
        }
        all.forEach(Held::lose);
        lane.sessions().connections().forEach(Attachment::onShutdown);
        if (isShared()) { // sessions stay this broker's as long as its registration does
            all.forEach(Held::maybeRelease);
        }
    }

    /** The broker is out of the cluster: it has no ids any more, and their connections end. */
    public void loseAll() {
        loseConnections();
        generation++;
        List.copyOf(openHere.keySet()).forEach(Held::close);
        held.clear();
        leaving.values().forEach(Leaving::drop);
        leaving.clear();
        if (isShared()) {
            lane.sessions().forgetAll();
            lane.storage().forgetAll();
        }
    }

    /** One client id. */
    private final class Held implements Ownership.Claimant {
        private final String clientId;
        private final List<Ticket> its = new ArrayList<>(1);
        private final List<WriteCompletion> loading = new ArrayList<>(0);
        private final int bornIn = generation;

        /** Whether the cluster was asked: not before the last session here is gone. */
        private boolean isAsked;

        private boolean granted;
        private boolean adopting;
        private boolean loaded;

        /** Whether what storage has cannot be read. */
        private boolean isUnreadable;

        Held(String clientId) {
            this.clientId = clientId;
        }

        void claim() {
            isAsked = true;
            close();
            openHere.put(this, open.begin());
            if (adopting && its.isEmpty()) {
                ownership.adopt(clientId, this);
            } else {
                ownership.claim(clientId, this);
            }
        }

        /** What it wants is known here, or is not this broker's business any more. */
        void close() {
            Long number = openHere.remove(this);
            if (number != null) {
                open.end(number);
            }
        }

        Ticket enter(Runnable answered) {
            Ticket ticket = new Ticket(this, answered);
            ticket.answer = granted ? Answer.HELD : Answer.PENDING;
            its.add(ticket);
            tickets++;
            return ticket;
        }

        void leave(Ticket ticket) {
            if (its.remove(ticket)) {
                tickets--;
                maybeRelease();
            }
        }

        private boolean isNeeded() {
            if (!its.isEmpty() || adopting) {
                return true;
            }
            return isKept(clientId);
        }

        void maybeRelease() {
            if (isNeeded() || held.get(clientId) != this) {
                return;
            }
            if (granted && !loaded && !isUnreadable) {
                adopting = true;
                takeUp();
                return;
            }
            held.remove(clientId);
            close();
            if (isAsked) {
                ownership.release(clientId, loaded);
            }
        }

        @Override
        public void onGranted(boolean mayBeStored) {
            lane.thread().execute(() -> {
                lane.claims().requireLease();
                if (held.get(clientId) == this) {
                    granted = true;
                    loaded = !isShared() || !mayBeStored;
                    if (loaded) {
                        close();
                    }
                    answer(Answer.HELD);
                }
            });
        }

        @Override
        public void onRefused() {
            lane.thread().execute(() -> {
                if (held.get(clientId) != this) {
                    return;
                }
                if (adopting && !its.isEmpty()) { // a client has come for it here, too
                    adopting = false;
                    claim();
                } else {
                    held.remove(clientId);
                    close();
                    answer(Answer.LOST);
                }
            });
        }

        /** What waits for its turn will find it lost; what waits for an answer has it now. */
        void lose() {
            its.stream().filter(ticket -> ticket.answer == Answer.HELD).forEach(ticket -> ticket.answer = Answer.LOST);
            answer(Answer.LOST);
            tickets -= its.size();
            its.clear();
        }

        private void answer(Answer answer) {
            for (Ticket ticket : List.copyOf(its)) {
                if (ticket.answer == Answer.PENDING) {
                    ticket.answer = answer;
                    ticket.answered.run();
                }
            }
        }

        // ---- what storage has

        void load(WriteCompletion then) {
            loading.add(then);
            if (loading.size() == 1) {
                toLoad.add(this);
                loadNext();
            }
        }

        private void read() {
            if (bornIn != generation) {
                onRead(null, null);
                return;
            }
            loads++;
            reader.apply(clientId)
                    .whenComplete((found, failure) -> lane.thread().execute(() -> {
                        loads--;
                        onRead(found, failure);
                        loadNext();
                    }));
        }

        /** Holds the id until the session is here. */
        void takeUp() {
            loadAtLast(
                    () -> {
                        adopting = false;
                        maybeRelease();
                    },
                    this::passOver);
        }

        /** Nobody holds the id for the sake of what cannot be read. */
        void passOver() {
            isUnreadable = true;
            unreadable.add(StoredKeys.client(clientId));
            adopting = false;
            close();
            maybeRelease();
        }

        /**
         * As {@link #load}, again and again.
         *
         * @param then runs when it is here; never if the broker is out of the cluster before
         * @param orElse runs instead if it cannot be read, now or later
         */
        void loadAtLast(Runnable then, Runnable orElse) {
            if (loaded) {
                then.run();
                return;
            }
            load(new WriteCompletion() {
                @Override
                public void onWritten() {
                    if (bornIn == generation) {
                        then.run();
                    }
                }

                @Override
                public void onFailed(StorageException why) {
                    if (bornIn == generation && isUnreadable) {
                        orElse.run();
                    } else if (bornIn == generation) {
                        lane.storage().retrySoon(again(() -> loadAtLast(then, orElse)));
                    }
                }
            });
        }

        private void onRead(@Nullable StoredClients found, @Nullable Throwable failure) {
            if (found != null && bornIn == generation) {
                install(found);
            } else if (found == null && isOfFormat(failure) && bornIn == generation) {
                isUnreadable = true;
                unreadable.add(StoredKeys.client(clientId));
                close();
            }
            List<WriteCompletion> all = List.copyOf(loading);
            loading.clear();
            for (WriteCompletion one : all) {
                if (found != null) {
                    one.onWritten();
                } else {
                    one.onFailed(new StorageException(
                            StorageException.Kind.UNAVAILABLE, "the session cannot be read: " + failure));
                }
            }
        }

        void install(StoredClients found) {
            if (!loaded) {
                loaded = true;
                lane.sessions().takeUp(found, clientId);
                close();
            }
        }
    }

    private void loadNext() {
        while (loads < LOADS_AT_ONCE && !toLoad.isEmpty()) {
            toLoad.remove().read();
        }
    }

    private static boolean isOfFormat(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof StoredFormatException;
    }

    private static LaneStorage.Saved again(Runnable what) {
        return new LaneStorage.Saved() {
            @Override
            public void save() {}

            @Override
            public void retry() {
                what.run();
            }
        };
    }
}
