package io.robustmq.operator.rollout.decide;

import io.robustmq.operator.rollout.observe.Answer;
import io.robustmq.operator.rollout.observe.World;
import io.robustmq.operator.rollout.plan.Action;
import io.robustmq.operator.rollout.plan.Refusal;
import io.robustmq.operator.rollout.wanted.Release;
import io.robustmq.operator.rollout.wanted.Role;
import io.robustmq.operator.rollout.wanted.Wanted;
import io.robustmq.operator.rollout.wanted.Wanted.PauseAfter;

/**
 * Which release may follow which. The measure is that of the metadata, raised last: until then an upgrade can be taken back, also half
 * way.
 */
final class Upgrades {

    private Upgrades() {}

    /**
     * Whether the template of the wanted release may be written. As long as there is no journal nothing has been written down yet, and
     * a template that does not even start can be mended.
     */
    static boolean isAllowed(Wanted wanted, World world, Draft draft) {
        if (!(world.metadata() instanceof Answer.Known(Release metadata))) {
            return world.of(Role.JOURNAL).set() == null
                    && world.of(Role.JOURNAL).extent() == 0;
        }
        Release release = wanted.release();
        if (release.compareTo(metadata) < 0 && !wanted.update().allowDowngrade()) {
            draft.refuses(
                    Refusal.Reason.DOWNGRADE,
                    "The metadata is of release " + metadata + ", which " + release
                            + " may not be able to read: pods stay as they are. update.allowDowngrade lets it"
                            + " through.");
            return false;
        }
        if (release.compareTo(metadata) > 0 && !metadata.isAdjacentTo(release)) {
            draft.refuses(
                    Refusal.Reason.SKIPS_A_RELEASE,
                    "From " + metadata + " to " + release + " a minor release is left out: upgrade to each in turn.");
            return false;
        }
        return true;
    }

    private static boolean isUpgrade(Wanted wanted, World world) {
        return world.metadata() instanceof Answer.Known(Release metadata)
                && wanted.release().compareTo(metadata) > 0;
    }

    private static boolean mayGoOn(Wanted wanted) {
        return wanted.release().equals(wanted.update().goOnWith());
    }

    static boolean pausesAfter(Role role, Wanted wanted, World world) {
        PauseAfter after = wanted.update().pauseAfter();
        boolean here =
                switch (role) {
                    case PLACEMENT -> after == PauseAfter.PLACEMENT;
                    case JOURNAL -> after == PauseAfter.JOURNAL;
                    case BROKER -> false;
                };
        return here && isUpgrade(wanted, world) && !mayGoOn(wanted);
    }

    static boolean canaryPauses(int updated, Wanted wanted, World world) {
        return wanted.update().canary() > 0
                && updated >= wanted.update().canary()
                && isUpgrade(wanted, world)
                && !mayGoOn(wanted);
    }

    static void finish(Wanted wanted, World world, Draft draft) {
        if (isUpgrade(wanted, world)) {
            draft.does(new Action.RaiseMetadata(wanted.release()));
        }
    }
}
