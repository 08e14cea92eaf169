package io.robustmq.placement.state.command;

/**
 * Why nothing was done, for people and for programs.
 *
 * @param field path of the wrong field in the words of the API, as {@code changes[3].put.user.name}; empty if none is
 * @param message what is wrong, a sentence with the value that was found and the one that is allowed
 * @param advice what the caller can do, a sentence
 * @param currentVersion with {@link Reason#VERSION_MISMATCH} what is there; else 0
 */
public record Refusal(Reason reason, String field, String message, String advice, long currentVersion) {}
