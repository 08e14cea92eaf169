package io.robustmq.broker.core.node;

import io.robustmq.broker.core.cluster.ClientOwnership;
import io.robustmq.broker.core.cluster.Interest;
import io.robustmq.broker.core.cluster.Member;
import io.robustmq.broker.core.cluster.OwnRoutes;
import io.robustmq.broker.core.cluster.OwnerMessage;
import io.robustmq.broker.core.cluster.View;
import io.robustmq.broker.core.lane.Wills;
import io.robustmq.broker.core.stored.BrokerFence;
import io.robustmq.broker.core.stored.WillRecord;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a broker does in each view for the sessions in storage that brokers share.
 *
 * <pre>
 *   another view ──► who is gone is shut out ──► all have told what they own ──► orphans are taken up ──► all are told
 *                ──► all have told that ──► what this broker owns is here ──► all are told
 *   every message is written ─────────────────────────────────────────────► ... till all have
 * </pre>
 *
 * <p>Where storage is not shared nothing of it happens. Confined to the cluster's thread but for what says otherwise.
 */
public final class SharedSessions {
    /**
     * A quarter of a minute. What is asked for longer than one or two of these and not here yet is no longer sure to be told of by the
     * broker that it comes from, see {@link OwnRoutes}.
     */
    private static final int TICKS_A_PERIOD = 150;

    private static final long NOT_YET = -1;

    private final Node node;
    private final ClientOwnership ownership;
    private final OwnRoutes routes;
    private final Executor thread;
    private final BiConsumer<Member, OwnerMessage> tell;
    private final Interest interest = new Interest();

    /** Members of this view and earlier ones. */
    private final Set<Member> seen = new HashSet<>();

    private View view = View.EMPTY;
    private @Nullable Member self;
    private OwnerMessage.@Nullable Adopted adopted;

    /** The newest claim when all members had adopted, as this broker has heard. */
    private long waitsFor = NOT_YET;

    /** The newest claim at the end of the last two periods, and when the next one ends. */
    private long overdue;

    private long claimed;
    private int ticksLeft = TICKS_A_PERIOD;

    /** Whether storage could not shut somebody out, which is to be tried again. */
    private boolean isToBeShutOut;

    /**
     * @param thread the cluster's
     * @param tell sends to another member, or loses it; on the cluster's thread
     */
    public SharedSessions(
            Node node,
            ClientOwnership ownership,
            OwnRoutes routes,
            Executor thread,
            BiConsumer<Member, OwnerMessage> tell) {
        this.node = node;
        this.ownership = ownership;
        this.routes = routes;
        this.thread = thread;
        this.tell = tell;
    }

    /** There is another view, and nothing of the one before is forgotten yet. */
    public void onView(View next, @Nullable Member me) {
        if (node.isShared()) {
            node.storesAll(true);
            node.unreadable().clear(); // homes look through all there is anew
            interest.onView(next);
            view = next;
            self = me;
            adopted = null;
            waitsFor = NOT_YET;
            isToBeShutOut = false;
            seen.addAll(next.members());
        }
    }

    /** As {@link io.robustmq.broker.core.cluster.OwnershipPort#fences}. */
    public boolean fences(View of) {
        if (!node.isShared()) {
            return true;
        }
        thread.execute(() -> shutOut(of));
        return false;
    }

    private void shutOut(View of) {
        if (of.id() != view.id()) {
            return;
        }
        long newest = of.members().stream().mapToLong(Member::epoch).max().orElse(0);
        Set<String> alive = new HashSet<>();
        of.members().forEach(member -> alive.add(name(member.nodeId(), member.epoch())));
        Set<String> known = new HashSet<>();
        seen.forEach(member -> known.add(name(member.nodeId(), member.epoch())));
        node.shutOut(fence -> isOver(fence, newest, alive, known))
                .whenComplete((_, failure) -> thread.execute(() -> {
                    if (of.id() != view.id()) {
                        return;
                    }
                    if (failure == null) {
                        ownership.onFenced(of);
                    } else {
                        isToBeShutOut = true;
                    }
                }));
    }

    /** Epochs grow with the registrations: who has an older one than somebody in the view, and is not in it, is gone. */
    private static boolean isOver(BrokerFence fence, long newest, Set<String> alive, Set<String> known) {
        String its = name(fence.nodeId(), fence.epoch());
        return !alive.contains(its) && (fence.epoch() < newest || known.contains(its));
    }

    private static String name(String nodeId, long epoch) {
        return epoch + "/" + nodeId;
    }

    /** As {@link io.robustmq.broker.core.cluster.OwnershipPort#settled}. For any thread. */
    public void settled(View of) {
        if (node.isShared()) {
            thread.execute(() -> adopt(of));
        }
    }

    private void adopt(View of) {
        Member me = self;
        if (me != null && of.id() == view.id()) {
            node.adopt(
                    clientId -> of.home(clientId).equals(me),
                    clientId -> ownership.isOrphan(of, clientId),
                    will -> isLeft(will, of, me),
                    () -> thread.execute(() -> onAdopted(of, me)));
        }
    }

    private static boolean isLeft(WillRecord will, View of, Member me) {
        return of.home(will.clientId()).equals(me)
                && !Wills.isOf(will, of.members().stream().mapToLong(Member::epoch));
    }

    private void onAdopted(View of, Member me) {
        if (of.id() != view.id()) {
            return;
        }
        ownership.onAdopted(of);
        say(false, me);
        maybeSay();
    }

    private void say(boolean isWhole, Member me) {
        routes.gather();
        OwnerMessage.Adopted news = new OwnerMessage.Adopted(view.id(), routes.number(), isWhole);
        adopted = news;
        interest.onAdopted(me, news);
        view.members().stream().filter(member -> !member.equals(me)).forEach(member -> tell.accept(member, news));
    }

    /** Tells all whether what this broker owns is here, if that is another than they know. */
    private void maybeSay() {
        Member me = self;
        OwnerMessage.Adopted told = adopted;
        if (me == null || told == null || !interest.areAllAdopted()) {
            return;
        }
        if (waitsFor == NOT_YET) {
            waitsFor = node.openClaims().newest();
        }
        boolean isWhole = !node.openClaims().isAnyUpTo(Math.max(waitsFor, overdue));
        if (isWhole != told.isWhole()) {
            say(isWhole, me);
        }
    }

    /** As {@link io.robustmq.broker.core.cluster.OwnershipPort#orphaned}. For any thread. */
    public boolean orphaned(String clientId) {
        if (node.isShared()
                && !node.unreadable().contains(clientId)) { // else it stays nobody's until somebody comes for it
            node.adopt(clientId);
        }
        return node.isShared();
    }

    /** As {@link io.robustmq.broker.core.cluster.OwnershipPort#isPassedOver}. For any thread. */
    public boolean isPassedOver(String clientId) {
        return node.unreadable().contains(clientId);
    }

    /** What was sent to a member may be lost, and what is sent from now on is not. */
    public void onReconnected(Member member) {
        OwnerMessage.Adopted news = adopted;
        if (news != null && view.contains(member)) {
            tell.accept(member, news);
        }
    }

    /** A member, of this view or another, has taken up what is its. */
    public void onMessage(Member from, OwnerMessage.Adopted message) {
        interest.onAdopted(from, message);
        maybeSay();
    }

    /**
     * Time passes: ten times a second.
     *
     * @param rows the number of another member's rows that are here, or
     *     {@link io.robustmq.broker.core.cluster.PeerRoutes#NOTHING} if they may be others there
     */
    public void onTick(ToLongFunction<Member> rows) {
        if (!node.isShared()) {
            return;
        }
        routes.onTick();
        if (isToBeShutOut) {
            isToBeShutOut = false;
            shutOut(view);
        }
        if (--ticksLeft <= 0) {
            ticksLeft = TICKS_A_PERIOD;
            overdue = claimed;
            claimed = node.openClaims().newest();
        }
        maybeSay();
        node.storesAll(!interest.isWhole(member -> member.equals(self) ? Long.MAX_VALUE : rows.applyAsLong(member)));
    }
}
