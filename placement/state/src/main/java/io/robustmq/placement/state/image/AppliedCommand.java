package io.robustmq.placement.state.image;

import io.robustmq.placement.state.command.Reply;

/**
 * A command that was applied under an idempotency key.
 *
 * @param fingerprint of the command
 * @param atMillis wall clock of the leader that decided it
 */
public record AppliedCommand(long fingerprint, long atMillis, Reply reply) {}
