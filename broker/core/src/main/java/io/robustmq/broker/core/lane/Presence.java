package io.robustmq.broker.core.lane;

/** Whether a session's client is there; {@link Registration} shows the moves. */
sealed interface Presence {

    /** The session is not in its lane: not yet, or not any more. */
    enum None implements Presence {
        INSTANCE
    }

    record Connected(Attachment connection) implements Presence {}

    /** The client has gone; due when its will or its session is. */
    final class Away extends Timeout implements Presence {
        /** Wall-clock time of its leaving. */
        final long sinceMillis;

        /** When the session ends; {@link Long#MAX_VALUE} for never. */
        final long expiresAtNanos;

        /** When the will is due, if there is one; at the session's end at the latest. */
        final long willAtNanos;

        private final Sessions sessions;
        private final Registration registration;

        Away(Sessions sessions, Registration registration, long sinceMillis, long expiresAtNanos, long willAtNanos) {
            this.sessions = sessions;
            this.registration = registration;
            this.sinceMillis = sinceMillis;
            this.expiresAtNanos = expiresAtNanos;
            this.willAtNanos = willAtNanos;
        }

        @Override
        protected void onTime(long nowNanos) {
            sessions.onTime(registration, this, nowNanos);
        }
    }
}
