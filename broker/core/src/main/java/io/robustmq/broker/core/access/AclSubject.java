package io.robustmq.broker.core.access;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whom a rule is about: every condition that is given must hold; within one, any of its values.
 *
 * @param clientIds client ids, compared letter by letter; empty for any. A client chooses its own id
 * @param usernames user names; empty for any, anonymous clients included
 * @param addresses where the connection comes from; empty for anywhere
 * @param anonymous true for clients without user name only, false for those with one only, null for both
 */
public record AclSubject(
        Set<String> clientIds,
        Set<String> usernames,
        List<AddressBlock> addresses,
        @Nullable Boolean anonymous) {

    /** Every client. */
    public static final AclSubject EVERYONE = new AclSubject(Set.of(), Set.of(), List.of(), null);

    public AclSubject {
        clientIds = Set.copyOf(clientIds);
        usernames = Set.copyOf(usernames);
        addresses = List.copyOf(addresses);
    }

    /** The conditions that cost little. */
    boolean includesName(Identity who) {
        String username = who.username();
        return (clientIds.isEmpty() || clientIds.contains(who.clientId()))
                && (usernames.isEmpty() || (username != null && usernames.contains(username)))
                && (anonymous == null || anonymous == (username == null));
    }

    boolean includesAddress(Identity who) {
        if (addresses.isEmpty()) {
            return true;
        }
        for (AddressBlock block : addresses) {
            if (block.contains(who.address())) {
                return true;
            }
        }
        return false;
    }
}
