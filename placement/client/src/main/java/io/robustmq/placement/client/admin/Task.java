package io.robustmq.placement.client.admin;

import java.nio.file.Path;
import java.time.Duration;

/** What is to be done, as it was asked for. */
sealed interface Task {

    /** What each member says of itself. */
    record Status() implements Task {}

    /** Who the members are, as a majority confirms. */
    record Members() implements Task {}

    /**
     * Writes the state to a file.
     *
     * @param stale whether it may be what the asked member has: without a majority there is no other
     */
    record Backup(Path file, boolean stale) implements Task {}

    /**
     * Makes a file the state.
     *
     * @param overwrite whether what is there is thrown away
     * @param keepClusterId whether the cluster takes the place of the one the backup is of
     */
    record Restore(Path file, boolean overwrite, boolean keepClusterId) implements Task {}

    /** A new member, which learns until it is promoted. */
    record Add(String memberId, String clientAddress, String peerAddress) implements Task {}

    /** A learner votes from now on. */
    record Promote(String memberId) implements Task {}

    /** A member is one no longer. */
    record Remove(String memberId) implements Task {}

    /** @param memberId who is to lead; empty for the voter that is nearest */
    record Transfer(String memberId) implements Task {}

    /** Writes for so long, and tells how many a second were acknowledged. */
    record CheckSpeed(Duration time) implements Task {}
}
