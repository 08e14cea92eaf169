package io.robustmq.operator.app.report;

/** A cluster in one word, the most pressing first. */
enum Phase {
    PAUSED("Paused"),
    STUCK("Stuck"),
    REFUSED("Refused"),
    PROGRESSING("Progressing"),
    READY("Ready");

    private final String word;

    Phase(String word) {
        this.word = word;
    }

    String word() {
        return word;
    }
}
