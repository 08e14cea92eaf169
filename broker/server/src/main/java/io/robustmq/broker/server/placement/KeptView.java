package io.robustmq.broker.server.placement;

import io.robustmq.broker.core.access.AclRule;
import io.robustmq.broker.core.access.AclSubject;
import io.robustmq.broker.server.access.BlockList;
import io.robustmq.broker.server.access.Kept;
import io.robustmq.broker.server.access.RememberingUsers;
import io.robustmq.broker.server.access.User;
import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.image.Versioned;
import io.robustmq.placement.state.model.BlockRule;
import io.robustmq.placement.state.model.Kind;
import io.robustmq.placement.state.model.Ref;
import io.robustmq.placement.state.model.Tenant;
import io.robustmq.placement.state.record.RecordBatch;
import io.robustmq.placement.state.record.StateRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What an image means for who may come in and what they may do, kept up with its changes. Only the default tenant counts. Confined to
 * one thread.
 *
 * <p>Writes are checked before they are made, so an entry that cannot be applied is of another version of the broker. It fails
 * closed: such a user has no secrets, such a rule denies everything to everyone, and such an entry of the block list is logged.
 */
final class KeptView {
    private static final Logger LOG = Logger.getLogger(KeptView.class);

    private static final AclRule DENY_ALL =
            new AclRule(AclRule.Permission.DENY, AclSubject.EVERYONE, AclRule.Action.ALL, AclRule.ANY_QOS, null, null);

    private final RememberingUsers.Learned learned;
    private final UserCensus census = new UserCensus();
    private ClusterImage image;
    private @Nullable List<AclRule> rules;
    private @Nullable BlockList blocked;

    KeptView(ClusterImage image, RememberingUsers.Learned learned) {
        this.image = image;
        this.learned = learned;
        image.forEach(Kind.USER, entity -> {
            if (entity instanceof io.robustmq.placement.state.model.User user && isOurs(entity.ref())) {
                census.add(userOrNobody(user));
            }
        });
    }

    /** Takes a change up. Batches come in order, without a gap. */
    void change(ClusterImage after, RecordBatch batch) {
        for (StateRecord record : batch.records()) {
            switch (record) {
                case StateRecord.Put put -> changed(put.entity().ref());
                case StateRecord.Removed removed -> changed(removed.ref());
                case StateRecord.Formed formed -> {}
                case StateRecord.GroupIdsUsed used -> {}
                case StateRecord.Applied applied -> {}
                case StateRecord.Forgotten forgotten -> {}
            }
            if (record instanceof StateRecord.Put put
                    && put.entity() instanceof io.robustmq.placement.state.model.User user
                    && isOurs(user.ref())) {
                census.add(userOrNobody(user));
            }
        }
        image = after;
    }

    /** {@code ref} was put or removed; what it was before is still in the image. */
    private void changed(Ref ref) {
        switch (ref.kind()) {
            case USER -> {
                Versioned before = image.find(ref);
                if (isOurs(ref)) {
                    learned.forget(ref.name());
                    if (before != null && before.entity() instanceof io.robustmq.placement.state.model.User user) {
                        census.remove(userOrNobody(user));
                    }
                }
            }
            case ACL_RULE -> rules = null;
            case BLOCK_RULE -> blocked = null;
            case NODE,
                    GROUP,
                    SHARD_SET,
                    SHARD,
                    CONFIG,
                    TENANT,
                    REWRITE_RULE,
                    AUTO_SUBSCRIBE_RULE,
                    SCHEMA,
                    SCHEMA_BINDING -> {}
        }
    }

    /** As it is now; rules that have not changed are the same list. */
    Kept kept() {
        List<AclRule> currentRules = rules == null ? readRules() : rules;
        BlockList currentBlocked = blocked == null ? readBlocked() : blocked;
        rules = currentRules;
        blocked = currentBlocked;
        return new Kept(
                new KeptUsers(image, learned, census.commonestPassword(), census.commonestVerifier()),
                currentRules,
                currentBlocked);
    }

    ClusterImage image() {
        return image;
    }

    private List<AclRule> readRules() {
        List<io.robustmq.placement.state.model.AclRule> stored = new ArrayList<>();
        image.forEach(Kind.ACL_RULE, entity -> {
            if (entity instanceof io.robustmq.placement.state.model.AclRule rule && isOurs(entity.ref())) {
                stored.add(rule);
            }
        });
        stored.sort(Comparator.comparingInt(io.robustmq.placement.state.model.AclRule::priority)); // they come by name
        return List.copyOf(stored.stream().map(KeptView::ruleOrDenial).toList());
    }

    private BlockList readBlocked() {
        List<BlockList.Entry> entries = new ArrayList<>();
        image.forEach(Kind.BLOCK_RULE, entity -> {
            if (entity instanceof BlockRule rule && isOurs(entity.ref())) {
                try {
                    entries.add(KeptRules.blocked(rule));
                } catch (KeptRules.BadField e) {
                    LOG.errorf("block list entry %s blocks nobody: %s %s", rule.name(), e.field(), e.getMessage());
                }
            }
        });
        return new BlockList(entries);
    }

    private static boolean isOurs(Ref ref) {
        return ref.tenant().equals(Tenant.DEFAULT);
    }

    static User userOrNobody(io.robustmq.placement.state.model.User user) {
        try {
            return KeptRules.user(user);
        } catch (KeptRules.BadField _) {
            return new User(user.name(), null, null, false);
        }
    }

    private static AclRule ruleOrDenial(io.robustmq.placement.state.model.AclRule rule) {
        try {
            return KeptRules.rule(rule);
        } catch (KeptRules.BadField e) {
            LOG.errorf("rule %s denies everything to everyone: %s %s", rule.name(), e.field(), e.getMessage());
            return DENY_ALL;
        }
    }
}
