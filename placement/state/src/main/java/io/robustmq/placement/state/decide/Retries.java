package io.robustmq.placement.state.decide;

import io.robustmq.placement.state.command.Command;
import io.robustmq.placement.state.command.Reason;
import io.robustmq.placement.state.command.Reply;
import io.robustmq.placement.state.format.CommandCodec;
import io.robustmq.placement.state.image.AppliedCommand;
import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.image.PersistentMap;
import io.robustmq.placement.state.record.StateRecord;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Idempotency keys: finds the answer of a command that was applied before, and forgets old ones. */
final class Retries {
    private final Effects effects;
    private final Command command;
    private final String key;
    private final long fingerprint;

    Retries(Effects effects, Command command) {
        this.effects = effects;
        this.command = command;
        this.key = command.idempotencyKey();
        this.fingerprint = key.isEmpty() ? 0 : CommandCodec.fingerprint(command);
    }

    /** The answer the command got, null if it was not applied or that is forgotten. */
    @Nullable
    Reply earlierReply() {
        if (key.isEmpty()) {
            requireOwnCommand();
            return null;
        }
        Fields.id("header.idempotency_key", key);
        AppliedCommand earlier = effects.image().applied().get(key);
        if (earlier == null) {
            return null;
        }
        if (earlier.fingerprint() != fingerprint) {
            throw RefusedException.of(
                    Reason.IDEMPOTENCY_KEY_REUSED,
                    "header.idempotency_key",
                    "the idempotency key '" + key + "' was used for another command at revision "
                            + earlier.reply().revision(),
                    "Choose a new key at random for each command, and keep it only to send the same command again.");
        }
        return earlier.reply();
    }

    void remember(Reply reply) {
        if (key.isEmpty()) {
            return;
        }
        forgetOld();
        effects.add(new StateRecord.Applied(key, fingerprint, effects.nowMillis(), reply));
    }

    private void requireOwnCommand() {
        boolean own = command instanceof Command.ExpireNode || command instanceof Command.ChangeGroup;
        if (!own) {
            throw RefusedException.of(
                    Reason.MISSING_FIELD,
                    "header.idempotency_key",
                    "header.idempotency_key is missing",
                    "Choose one at random for each command, a UUID for example; keep it to send the same command again.");
        }
    }

    /** From the oldest on, those beyond what is remembered. */
    private void forgetOld() {
        ClusterImage image = effects.image();
        int known = image.applied().size() + 1;
        int forgotten = 0;
        Iterator<PersistentMap.Item<Long, String>> oldest =
                image.appliedByRevision().iterator();
        while (oldest.hasNext() && forgotten < Limits.FORGOTTEN_AT_ONCE) {
            String old = oldest.next().value();
            AppliedCommand appliedThen = image.applied().get(old);
            if (appliedThen != null && isRemembered(appliedThen, known - forgotten)) {
                return;
            }
            effects.add(new StateRecord.Forgotten(old));
            forgotten++;
        }
    }

    /**
     * @param then the oldest
     * @param known how many there are with it
     */
    private boolean isRemembered(AppliedCommand then, int known) {
        long age = age(then);
        if (known > Limits.MOST_REMEMBERED_KEYS) {
            return false;
        }
        return age <= (known > Limits.REMEMBERED_KEYS ? Limits.SURELY_REMEMBERED_MILLIS : Limits.REMEMBERED_MILLIS);
    }

    /** Also of one that was applied far ahead of now, by a leader whose clock had jumped: as far from now. */
    private long age(AppliedCommand then) {
        return Math.abs(effects.nowMillis() - then.atMillis());
    }
}
