package io.robustmq.broker.core.cluster;

import java.util.List;

/**
 * What brokers tell each other about client ids. From one broker to another in order; when the connection is lost, messages may be,
 * too, and {@link ClientOwnership} makes up for it.
 *
 * <pre>
 *   claimant ── Claim ──────► home ── GiveUp ──► owner
 *                              home ◄── GivenUp ── owner     its client has got 0x8E and is gone
 *   claimant ◄── Granted ──── home
 *   owner ───── Released ───► home                           its client has left
 *   home ────── Adopted ────► member, of a view
 *   home ────── Ask ────────► member, of a view;  home ◄── Owned ── member
 * </pre>
 */
public sealed interface OwnerMessage {

    /** @param ticket of this try of the claimant's; an answer to an older one does not count */
    record Claim(long viewId, long ticket, String clientId) implements OwnerMessage {}

    /** @param mayBeStored whether storage that brokers share may have something of the client */
    record Granted(long ticket, String clientId, boolean mayBeStored) implements OwnerMessage {}

    /** Not by this home, or not in this view: to be tried again. */
    record Refused(long ticket, String clientId) implements OwnerMessage {}

    record GiveUp(long number, String clientId) implements OwnerMessage {}

    record GivenUp(long number, String clientId) implements OwnerMessage {}

    /** @param isOver whether nothing of the client is left, here or in storage that brokers share */
    record Released(String clientId, boolean isOver) implements OwnerMessage {}

    /**
     * What nobody owned, of those whose home is the sender, the sender has taken up. Comes again when the rest changes.
     *
     * @param routesNumber of the sender's rows that have all it wants for them
     * @param isWhole whether everything is here that the sender owns: it says so when all members have said the other, since till then homes
     *     may have let it have what nobody took up
     */
    record Adopted(long viewId, long routesNumber, boolean isWhole) implements OwnerMessage {}

    /** What do you own in this view, whose home is me? */
    record Ask(long viewId) implements OwnerMessage {}

    /**
     * A page of all that is owned.
     *
     * @param isFirst whether what was told before is forgotten
     * @param isLast whether this is all
     */
    record Owned(long viewId, List<String> clientIds, boolean isFirst, boolean isLast) implements OwnerMessage {
        public Owned {
            clientIds = List.copyOf(clientIds);
        }
    }
}
