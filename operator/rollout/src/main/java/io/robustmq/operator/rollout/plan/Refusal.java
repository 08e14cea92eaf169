package io.robustmq.operator.rollout.plan;

/**
 * Something that is asked for and not done, since it would do harm. Everything else goes on.
 *
 * @param message what was asked, why it is not done, and what to do
 */
public record Refusal(Reason reason, String message) {

    /** For the condition and the event; users' alerts go by these names. */
    public enum Reason {
        DOWNGRADE("Downgrade"),
        SKIPS_A_RELEASE("SkipsARelease"),
        VOLUME_SHRINKS("VolumeShrinks"),
        BELOW_REPLICATION("BelowReplicationFactor"),
        NO_QUORUM_LEFT("NoQuorumLeft"),
        ROLL_STUCK("RollStuck"),
        DRAIN_LATE("DrainLate");

        private final String word;

        Reason(String word) {
            this.word = word;
        }

        /** As conditions have it: one word in camel case. */
        public String word() {
            return word;
        }
    }
}
