package io.robustmq.broker.storage.spi;

/** What has happened to a write when its adapter says it is done; the setting {@code durability}. */
public enum Durability {
    /** Accepted in memory; lost with the process. */
    NONE("none"),
    /** On this disk, after fsync. */
    LOCAL_FSYNC("local-fsync"),
    /** In memory at a majority of replicas. */
    QUORUM("quorum"),
    /** On disk, after fsync, at a majority of replicas. */
    QUORUM_FSYNC("quorum-fsync"),
    /** As durable as the service that holds it promises: the database has committed, the object store has answered. */
    SERVICE("service");

    private final String setting;

    Durability(String setting) {
        this.setting = setting;
    }

    /** As written in configuration and documentation. */
    public String setting() {
        return setting;
    }
}
