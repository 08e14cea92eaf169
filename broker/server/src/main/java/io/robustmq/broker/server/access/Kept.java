package io.robustmq.broker.server.access;

import io.robustmq.broker.core.access.AclRule;
import java.util.List;

/**
 * What counts beside the access file: what the broker keeps itself. Immutable but for what {@link Users} remember.
 *
 * @param rules in the order they are tried, after the file's
 */
public record Kept(Users users, List<AclRule> rules, BlockList blocked) {

    /** Nothing. */
    public static final Kept NOTHING = new Kept(UserDirectory.NOBODY, List.of(), BlockList.EMPTY);

    public Kept {
        rules = List.copyOf(rules);
    }
}
