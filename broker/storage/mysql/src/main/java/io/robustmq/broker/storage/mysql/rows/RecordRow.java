package io.robustmq.broker.storage.mysql.rows;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/**
 * A record, or a part of one whose value is too long for a row: the first part, 0, has everything but the rest of the
 * value, the others have only some of the value, and an empty topic.
 */
@Entity(name = "RecordRow")
@Immutable
@IdClass(RecordRow.Place.class)
@Table(name = "robustmq_record")
public class RecordRow {
    @Id
    @Column(name = "shard")
    public int shard;

    @Id
    @Column(name = "record_offset")
    public long recordOffset;

    @Id
    @Column(name = "part")
    public int part;

    /** The topic, or {@link IndexedBytes what is indexed of it}. */
    @Column(name = "topic", nullable = false)
    public byte[] topic = {};

    @Column(name = "whole_topic")
    public byte @Nullable [] wholeTopic;

    @Column(name = "published_millis", nullable = false)
    public long publishedMillis;

    /** The key, or what is indexed of it; null if it has none. */
    @Column(name = "record_key")
    public byte @Nullable [] recordKey;

    @Column(name = "whole_key")
    public byte @Nullable [] wholeKey;

    @Column(name = "headers")
    public byte @Nullable [] headers;

    @Column(name = "value", nullable = false)
    public byte[] value = {};

    /** What tells a row from others. */
    public record Place(int shard, long recordOffset, int part) implements Serializable {}
}
