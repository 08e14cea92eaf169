package io.robustmq.broker.core.stored;

import io.robustmq.broker.mqtt.topic.TopicFilter;
import java.util.List;

/** How far the members of a shared subscription have come in the log together. */
public record GroupRecord(TopicFilter filter, List<ShardPosition> shards) {
    private static final int VERSION = 1;

    public byte[] toBytes() {
        ByteWriter out = new ByteWriter(VERSION).text(filter.toString());
        ShardPosition.write(out, shards);
        return out.toBytes();
    }

    public static GroupRecord of(byte[] value) {
        ByteReader in = new ByteReader("a shared subscription's position", value, VERSION);
        TopicFilter filter = SubscriptionRecord.filter(in);
        return in.end(new GroupRecord(filter, ShardPosition.read(in)));
    }
}
