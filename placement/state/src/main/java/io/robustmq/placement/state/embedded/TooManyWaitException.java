package io.robustmq.placement.state.embedded;

/** A command was not taken, as {@link EmbeddedPlacement#MAX_WAITING} wait already. Nothing was done. */
public final class TooManyWaitException extends RuntimeException {
    public TooManyWaitException() {
        super(EmbeddedPlacement.MAX_WAITING + " commands wait already", null, false, false);
    }
}
