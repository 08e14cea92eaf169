package io.robustmq.placement.client.fault;

import io.robustmq.placement.api.v1.PlacementError;
import io.robustmq.placement.api.v1.Reason;

/** Why a call, a session or a watch is not done. Costs little: it has no stack. */
public final class PlacementException extends RuntimeException {

    /** Who says no. */
    public enum Kind {
        /** The placement centre has answered: see {@link #reason}. The same again is answered the same. */
        REFUSED,
        /** Nobody has answered usefully while patience lasted. */
        UNAVAILABLE,
        /** A member failed, or its answer is not understood. It was not tried again. */
        FAULTY,
        /** This client was closed. */
        CLOSED
    }

    private final Kind kind;
    private final transient PlacementError error;
    private final boolean outcomeUnknown;

    private PlacementException(Kind kind, PlacementError error, String text, boolean outcomeUnknown) {
        super(outcomeUnknown ? text + " (it may have been applied)" : text, null, false, false);
        this.kind = kind;
        this.error = error;
        this.outcomeUnknown = outcomeUnknown;
    }

    /**
     * @param last why the last try came to nothing
     * @param outcomeUnknown whether what was asked may have been applied all the same
     */
    public static PlacementException of(Failure last, boolean outcomeUnknown) {
        Kind kind =
                switch (Nature.of(last)) {
                    case REFUSED -> Kind.REFUSED;
                    case FAULTY -> Kind.FAULTY;
                    case ELSEWHERE, LATER, UNSURE -> Kind.UNAVAILABLE;
                };
        PlacementError error =
                switch (last) {
                    case Failure.Refused refused -> refused.error();
                    case Failure.Broken broken ->
                        PlacementError.newBuilder().setMessage(broken.text()).build();
                };
        return new PlacementException(kind, error, last.text(), outcomeUnknown);
    }

    /** @param outcomeUnknown whether what was asked may have been applied, or will be */
    public static PlacementException closed(boolean outcomeUnknown) {
        String text = "the placement client is closed";
        return new PlacementException(
                Kind.CLOSED, PlacementError.newBuilder().setMessage(text).build(), text, outcomeUnknown);
    }

    public Kind kind() {
        return kind;
    }

    /** What to program against; {@link Reason#REASON_UNSPECIFIED} if no member gave one. */
    public Reason reason() {
        return error.getReason();
    }

    /** Path of the field that is wrong, in the words of the request; empty if none is. */
    public String field() {
        return error.getField();
    }

    /** What the caller can do about it; empty if no member gave advice. */
    public String advice() {
        return error.getAdvice();
    }

    /** With {@link Reason#VERSION_MISMATCH}: the version the entry has, 0 if it is not there. */
    public long currentVersion() {
        return error.getCurrentVersion();
    }

    /**
     * Whether a command may have been applied nevertheless, or may be yet. Sending it again under the same key, within ten minutes
     * of the first time, finds out. False for reads.
     */
    public boolean isOutcomeUnknown() {
        return outcomeUnknown;
    }
}
