package io.robustmq.broker.core.cluster;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Who owns the client ids whose home is this broker, in one view. Grants nothing until every member has told what it owns; then one
 * claim after the other, each when nobody else has the id any more. Confined to {@link ClientOwnership}'s lock.
 */
final class HomeDirectory {
    private static final int TICKS_BETWEEN_ASKS = 20;

    private final View view;
    private final Member self;
    private final BiConsumer<Member, OwnerMessage> send;
    private final OwnershipPort port;
    private final Map<String, Entry> entries = new HashMap<>();
    private final Set<Member> heard = new HashSet<>();

    /** Of members that tell again: what they told before and have not told yet. */
    private final Map<Member, Set<String>> stale = new HashMap<>(0);

    /** Whether who is not in the view any more changes nothing. */
    private boolean isFenced;

    private boolean wasSettled;

    /** Whether what nobody owned has been taken up: then what nobody owns is not stored. */
    private boolean isAdopted;

    private long lastNumber;
    private int ticksLeft = TICKS_BETWEEN_ASKS;

    HomeDirectory(View view, Member self, OwnershipPort port, BiConsumer<Member, OwnerMessage> send) {
        this.port = port;
        this.view = view;
        this.self = self;
        this.send = send;
    }

    private record Waiting(Member from, long ticket) {}

    private static final class Entry {
        @Nullable
        Member owner;

        /** Of the owner's giving up that is waited for; 0 for none. */
        long asked;

        /** Whether it had an owner, who has left something in storage, or may have. */
        boolean isOrphaned;

        final Deque<Waiting> waiting = new ArrayDeque<>(1);
    }

    /** Asks everybody what they own. */
    void begin() {
        view.members().forEach(member -> send.accept(member, new OwnerMessage.Ask(view.id())));
    }

    /** Time passes: who has not answered may not have heard. */
    void onTick() {
        if (!isSettled() && --ticksLeft <= 0) {
            ticksLeft = TICKS_BETWEEN_ASKS;
            view.members().stream()
                    .filter(member -> !heard.contains(member))
                    .forEach(member -> send.accept(member, new OwnerMessage.Ask(view.id())));
        }
    }

    /** What was sent to a member may be lost. */
    void onReconnected(Member member) {
        if (!heard.contains(member)) {
            send.accept(member, new OwnerMessage.Ask(view.id()));
        }
        entries.forEach((clientId, entry) -> {
            if (entry.asked != 0 && member.equals(entry.owner)) {
                send.accept(member, new OwnerMessage.GiveUp(entry.asked, clientId));
            }
        });
    }

    private boolean isSettled() {
        return isFenced && heard.size() == view.members().size();
    }

    /** Who is not in the view any more changes nothing from now on. */
    void onFenced() {
        isFenced = true;
        maybeSettle();
    }

    private void maybeSettle() {
        if (!wasSettled && isSettled()) {
            wasSettled = true;
            List.copyOf(entries.keySet()).forEach(this::proceed);
            port.settled(view);
        }
    }

    // ---- what nobody owns

    /** Whether an id is this home's, and nobody owns it, or is about to. */
    boolean isOrphan(String clientId) {
        Entry entry = entries.get(clientId);
        return view.home(clientId).equals(self)
                && isSettled()
                && (entry == null || (entry.owner == null && entry.waiting.isEmpty()));
    }

    /** What nobody owned has been taken up. */
    void onAdopted() {
        isAdopted = true;
    }

    // ---- what members own

    void onOwned(Member from, OwnerMessage.Owned page) {
        if (page.isFirst()) {
            stale.put(from, ownedBy(from));
        }
        Set<String> left = stale.get(from);
        if (left == null) { // it began before this broker listened
            return;
        }
        for (String clientId : page.clientIds()) {
            if (!left.remove(clientId)) {
                take(from, clientId);
            }
        }
        if (page.isLast()) {
            stale.remove(from);
            left.forEach(clientId -> disown(from, clientId, true));
            heard.add(from);
            maybeSettle();
        }
    }

    private Set<String> ownedBy(Member member) {
        Set<String> all = new HashSet<>();
        entries.forEach((clientId, entry) -> {
            if (member.equals(entry.owner)) {
                all.add(clientId);
            }
        });
        return all;
    }

    private void take(Member from, String clientId) {
        Entry entry = entry(clientId);
        if (entry.owner == null) {
            entry.owner = from;
            entry.isOrphaned = false;
        } else if (!entry.owner.equals(from)) { // one of the two is too many
            send.accept(from, new OwnerMessage.GiveUp(0, clientId));
        }
    }

    private Entry entry(String clientId) {
        return entries.computeIfAbsent(clientId, _ -> new Entry());
    }

    /** @param mayBeStored whether something of the client may be left in storage */
    private void disown(Member from, String clientId, boolean mayBeStored) {
        Entry entry = entries.get(clientId);
        if (entry != null && from.equals(entry.owner)) {
            entry.owner = null;
            entry.asked = 0;
            entry.isOrphaned = mayBeStored;
            proceed(clientId);
        }
    }

    // ---- claims

    void onClaim(Member from, OwnerMessage.Claim claim) {
        if (claim.viewId() != view.id() || !view.home(claim.clientId()).equals(self)) {
            send.accept(from, new OwnerMessage.Refused(claim.ticket(), claim.clientId()));
            return;
        }
        Entry entry = entry(claim.clientId());
        entry.waiting.removeIf(waiting -> waiting.from().equals(from)); // it has tried again
        entry.waiting.addLast(new Waiting(from, claim.ticket()));
        if (isSettled()) {
            proceed(claim.clientId());
        }
    }

    void onGivenUp(Member from, OwnerMessage.GivenUp answer) {
        Entry entry = entries.get(answer.clientId());
        if (entry != null && entry.asked != 0 && entry.asked == answer.number()) {
            disown(from, answer.clientId(), true);
        }
    }

    void onReleased(Member from, String clientId, boolean isOver) {
        Set<String> left = stale.get(from);
        if (left != null) {
            left.remove(clientId);
        }
        Entry entry = entries.get(clientId);
        if (entry != null) {
            entry.waiting.removeIf(waiting -> waiting.from().equals(from));
            disown(from, clientId, !isOver);
            proceed(clientId);
        }
    }

    private void proceed(String clientId) {
        Entry entry = entries.get(clientId);
        if (entry == null || !isSettled()) {
            return;
        }
        Waiting next = entry.waiting.peekFirst();
        while (next != null && entry.asked == 0) {
            if (entry.owner == null || entry.owner.equals(next.from())) {
                boolean mayBeStored =
                        !isAdopted || entry.isOrphaned || entry.owner != null || port.isPassedOver(clientId);
                entry.owner = next.from();
                entry.isOrphaned = false;
                entry.waiting.removeFirst();
                Set<String> left = stale.get(next.from());
                if (left != null) { // it has it from now on, whatever it is telling
                    left.remove(clientId);
                }
                send.accept(next.from(), new OwnerMessage.Granted(next.ticket(), clientId, mayBeStored));
            } else {
                entry.asked = ++lastNumber;
                send.accept(entry.owner, new OwnerMessage.GiveUp(entry.asked, clientId));
            }
            next = entry.waiting.peekFirst();
        }
        if (entry.owner == null && entry.waiting.isEmpty()) {
            if (!entry.isOrphaned || !port.orphaned(clientId)) {
                entries.remove(clientId);
            }
        }
    }

    /** Client ids that somebody owns. */
    int size() {
        return entries.size();
    }
}
