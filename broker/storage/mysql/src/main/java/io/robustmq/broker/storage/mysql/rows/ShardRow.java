package io.robustmq.broker.storage.mysql.rows;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/**
 * Where a shard stands. Its writer changes it in every transaction, and so holds its lock until that is committed.
 * {@code epoch} says who the writer is: a transaction that finds another epoch has been taken over.
 */
@Entity(name = "ShardRow")
@Table(name = "robustmq_shard")
public class ShardRow {
    @Id
    @Column(name = "shard")
    public int shard;

    @Column(name = "epoch", nullable = false)
    public long epoch;

    @Column(name = "start_offset", nullable = false)
    public long startOffset;

    @Column(name = "next_offset", nullable = false)
    public long nextOffset;

    @Column(name = "size_bytes", nullable = false)
    public long sizeBytes;

    /** The greatest time stamp that was ever written. */
    @Column(name = "latest_millis", nullable = false)
    public long latestMillis;
}
