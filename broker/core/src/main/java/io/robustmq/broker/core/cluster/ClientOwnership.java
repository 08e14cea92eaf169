package io.robustmq.broker.core.cluster;

import io.robustmq.broker.core.port.Ownership;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which client ids are this broker's, and, for those whose home it is, whose they are. One lock for all of it; nothing here blocks.
 *
 * <p>That no two brokers have an id at once rests on this: a home grants an id when nobody has it, and begins with nothing but what
 * all members of the view own; a grant counts only in the view it was asked in, since every claim that is open is made anew in a new
 * view; what a broker owns it tells the new home, also if it is about to give it up; and who is out of the view has ended its
 * clients before.
 *
 * <pre>
 *   none ── claim ──► claimed ── Granted ──► owned ── GiveUp ──► leaving
 *    ▲                   │                    │                   │
 *    └───────────────────┴──── release, or no member any more, or gone
 * </pre>
 */
public final class ClientOwnership implements Ownership {
    private static final int PAGE = 1_000;

    /** A claim without an answer is made again; an answer may be lost with a connection. */
    private static final int TICKS_BETWEEN_TRIES = 20;

    private final OwnershipPort port;
    private final Map<String, Own> ids = new HashMap<>();

    /** Those of them that are not granted yet. */
    private final Map<String, Own> claimed = new HashMap<>();

    /** The view each member has asked in, as its answer may have to be told again. */
    private final Map<Member, Long> asked = new HashMap<>();

    /** What this broker tells itself. */
    private final Deque<OwnerMessage> toSelf = new ArrayDeque<>();

    private View view = View.EMPTY;
    private volatile @Nullable Member self;
    private @Nullable HomeDirectory home;
    private boolean isTalkingToSelf;
    private long lastTicket;

    public ClientOwnership(OwnershipPort port) {
        this.port = port;
    }

    private enum Stage {
        CLAIMED,
        OWNED,
        LEAVING
    }

    private static final class Own {
        final Claimant claimant;
        Stage stage = Stage.CLAIMED;
        long ticket;
        int ticksLeft;

        Own(Claimant claimant) {
            this.claimant = claimant;
        }
    }

    // ---- for this broker's lanes

    @Override
    public boolean isAlone() {
        return false;
    }

    @Override
    public boolean mayServe() {
        Member me = self;
        return me != null && port.mayServe(me);
    }

    @Override
    public synchronized void claim(String clientId, Claimant claimant) {
        if (self == null) {
            claimant.onRefused();
            return;
        }
        Own own = new Own(claimant);
        ids.put(clientId, own);
        claimed.put(clientId, own);
        ask(clientId, own);
        talkToSelf();
    }

    @Override
    public synchronized void adopt(String clientId, Claimant claimant) {
        HomeDirectory directory = home;
        if (directory != null && directory.isOrphan(clientId)) {
            claim(clientId, claimant); // and has it at once
        } else {
            claimant.onRefused();
        }
    }

    @Override
    public synchronized void release(String clientId, boolean isOver) {
        boolean isGranted = claimed.remove(clientId) == null;
        if (ids.remove(clientId) != null && self != null) {
            send(view.home(clientId), new OwnerMessage.Released(clientId, isOver && isGranted));
            talkToSelf();
        }
    }

    @Override
    public long epoch() {
        Member me = self;
        return me == null ? 0 : me.epoch();
    }

    private void ask(String clientId, Own own) {
        own.ticket = ++lastTicket;
        own.ticksLeft = TICKS_BETWEEN_TRIES;
        send(view.home(clientId), new OwnerMessage.Claim(view.id(), own.ticket, clientId));
    }

    // ---- the view

    /**
     * There is another view.
     *
     * @param me this broker in it; null if it is not in the cluster now: then it owns nothing any more, and its clients must be gone
     */
    public synchronized void onView(View next, @Nullable Member me) {
        boolean isSame = self != null && self.equals(me);
        View last = view;
        view = me == null ? View.EMPTY : next;
        self = me;
        home = null;
        toSelf.clear();
        asked.keySet().removeIf(member -> last.contains(member) && !view.contains(member));
        if (!isSame) {
            List<Own> lost = List.copyOf(claimed.values());
            ids.clear();
            claimed.clear();
            lost.forEach(own -> own.claimant.onRefused());
        }
        if (me != null) {
            HomeDirectory made = new HomeDirectory(view, me, port, this::send);
            home = made;
            if (port.fences(view)) {
                made.onFenced();
            }
            made.begin();
            asked.keySet().forEach(this::maybeTell);
            claimed.forEach(this::ask);
            talkToSelf();
        }
    }

    /** Who is not in a view any more is kept from writing. */
    public synchronized void onFenced(View of) {
        HomeDirectory directory = home;
        if (directory != null && of.id() == view.id()) {
            directory.onFenced();
            talkToSelf();
        }
    }

    /** Whether the home of an id is this broker in a view, and nobody owns it. */
    public synchronized boolean isOrphan(View of, String clientId) {
        HomeDirectory directory = home;
        return directory != null && of.id() == view.id() && directory.isOrphan(clientId);
    }

    /** What nobody owned in a view, of those whose home is this broker, has been taken up. */
    public synchronized void onAdopted(View of) {
        HomeDirectory directory = home;
        if (directory != null && of.id() == view.id()) {
            directory.onAdopted();
        }
    }

    /** What was sent to a member may be lost, and what is sent from now on is not. */
    public synchronized void onReconnected(Member member) {
        HomeDirectory directory = home;
        if (directory == null || !view.contains(member)) {
            return;
        }
        maybeTell(member);
        askAgain(member); // whether it has asked or not
        directory.onReconnected(member);
        talkToSelf();
    }

    /** Time passes: ten times a second. */
    public synchronized void onTick() {
        if (home != null) {
            home.onTick();
        }
        claimed.forEach((clientId, own) -> {
            if (--own.ticksLeft <= 0) {
                ask(clientId, own);
            }
        });
        talkToSelf();
    }

    private void askAgain(Member of) {
        claimed.forEach((clientId, own) -> {
            if (view.home(clientId).equals(of)) {
                ask(clientId, own);
            }
        });
    }

    /**
     * Tells a member what this broker owns, if it has asked in this view. What it has granted and this broker has not heard of is not
     * among that, and so must not count any more: it is asked for anew.
     */
    private void maybeTell(Member to) {
        Long viewId = asked.get(to);
        if (viewId == null || viewId != view.id()) {
            return;
        }
        List<String> page = new ArrayList<>();
        boolean isFirst = true;
        for (Map.Entry<String, Own> entry : ids.entrySet()) {
            if (entry.getValue().stage != Stage.CLAIMED
                    && view.home(entry.getKey()).equals(to)) {
                if (page.size() == PAGE) {
                    send(to, new OwnerMessage.Owned(view.id(), page, isFirst, false));
                    isFirst = false;
                    page.clear();
                }
                page.add(entry.getKey());
            }
        }
        send(to, new OwnerMessage.Owned(view.id(), page, isFirst, true));
        askAgain(to);
    }

    // ---- messages

    /** A member of the view, or of one that this broker has not heard of yet, says something. */
    public synchronized void onMessage(Member from, OwnerMessage message) {
        take(from, message);
        talkToSelf();
    }

    private void take(Member from, OwnerMessage message) {
        HomeDirectory directory = home;
        switch (message) {
            case OwnerMessage.Ask ask -> {
                asked.put(from, ask.viewId());
                if (self != null) {
                    maybeTell(from);
                }
            }
            case OwnerMessage.Granted granted -> onGranted(granted);
            case OwnerMessage.Refused refused -> onRefused(refused);
            case OwnerMessage.GiveUp giveUp -> onGiveUp(from, giveUp);
            case OwnerMessage.Claim claim -> {
                if (directory != null && view.contains(from)) {
                    directory.onClaim(from, claim);
                } else {
                    send(from, new OwnerMessage.Refused(claim.ticket(), claim.clientId()));
                }
            }
            case OwnerMessage.GivenUp givenUp -> {
                if (directory != null) {
                    directory.onGivenUp(from, givenUp);
                }
            }
            case OwnerMessage.Released released -> {
                if (directory != null) {
                    directory.onReleased(from, released.clientId(), released.isOver());
                }
            }
            case OwnerMessage.Adopted _ -> {} // is about routes
            case OwnerMessage.Owned owned -> {
                if (directory != null && owned.viewId() == view.id() && view.contains(from)) {
                    directory.onOwned(from, owned);
                }
            }
        }
    }

    private void onGranted(OwnerMessage.Granted granted) {
        Own own = ids.get(granted.clientId());
        if (own != null && own.stage == Stage.CLAIMED && own.ticket == granted.ticket()) {
            own.stage = Stage.OWNED;
            claimed.remove(granted.clientId());
            own.claimant.onGranted(granted.mayBeStored());
        }
    }

    private void onRefused(OwnerMessage.Refused refused) {
        Own own = ids.get(refused.clientId());
        if (own != null && own.stage == Stage.CLAIMED && own.ticket == refused.ticket()) {
            own.ticksLeft = 1;
        }
    }

    private void onGiveUp(Member asker, OwnerMessage.GiveUp giveUp) {
        String clientId = giveUp.clientId();
        Own own = ids.get(clientId);
        if (own == null || own.stage == Stage.CLAIMED) {
            send(asker, new OwnerMessage.GivenUp(giveUp.number(), clientId));
        } else if (own.stage == Stage.OWNED) {
            own.stage = Stage.LEAVING;
            port.giveUp(clientId, () -> onGone(asker, giveUp.number(), clientId, own));
        }
    }

    private synchronized void onGone(Member asker, long number, String clientId, Own own) {
        if (self == null) {
            return;
        }
        ids.remove(clientId, own);
        send(asker, new OwnerMessage.GivenUp(number, clientId));
        if (!ids.containsKey(clientId)) { // its home may be another by now, or have begun anew
            send(view.home(clientId), new OwnerMessage.Released(clientId, false));
        }
        talkToSelf();
    }

    private void send(Member to, OwnerMessage message) {
        if (to.equals(self)) {
            toSelf.addLast(message);
        } else {
            port.send(to, message);
        }
    }

    private void talkToSelf() {
        Member me = self;
        if (isTalkingToSelf || me == null) {
            return;
        }
        isTalkingToSelf = true;
        try {
            OwnerMessage next = toSelf.pollFirst();
            while (next != null) {
                take(me, next);
                next = toSelf.pollFirst();
            }
        } finally {
            isTalkingToSelf = false;
        }
    }

    // ---- for figures

    /** Client ids this broker owns, or claims. */
    public synchronized int owned() {
        return ids.size();
    }

    /** Client ids whose home this broker is. */
    public synchronized int known() {
        return home == null ? 0 : home.size();
    }
}
