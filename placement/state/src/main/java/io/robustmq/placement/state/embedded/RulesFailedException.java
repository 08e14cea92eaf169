package io.robustmq.placement.state.embedded;

/** The rules threw where they should have accepted or refused: a defect. Nothing was done, and other commands are not concerned. */
public final class RulesFailedException extends RuntimeException {
    public RulesFailedException(Throwable cause) {
        super("a command could not be decided: " + cause, cause);
    }
}
