package io.robustmq.operator.model.naming;

/** The parts of a cluster that are rendered today. The journal comes with its server. */
public enum Part {
    PLACEMENT("placement"),
    BROKER("broker");

    private final String word;

    Part(String word) {
        this.word = word;
    }

    /** As in names and labels. */
    public String word() {
        return word;
    }
}
