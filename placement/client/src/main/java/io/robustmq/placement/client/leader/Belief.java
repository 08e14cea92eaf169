package io.robustmq.placement.client.leader;

/** What is thought of who leads. Addresses are {@code host:port}. */
sealed interface Belief {

    /** Nobody in particular: members are asked in turn. */
    record Unknown() implements Belief {}

    /** A member said so. */
    record Told(String address) implements Belief {}

    /** It has done what only a leader does. */
    record Proven(String address) implements Belief {}

    default boolean isAbout(String asked) {
        return switch (this) {
            case Unknown _ -> false;
            case Told told -> told.address().equals(asked);
            case Proven proven -> proven.address().equals(asked);
        };
    }
}
