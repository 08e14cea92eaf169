package io.robustmq.broker.core.stored;

import java.util.ArrayList;
import java.util.List;

/**
 * How far a reader has come in one shard: everything below {@code next} is settled but for what is listed.
 *
 * @param unsettled sent and not settled, in the order of sending
 */
public record ShardPosition(int shard, long next, List<Unsettled> unsettled) {

    /**
     * A message in flight.
     *
     * @param packetId it was sent with, 1..65,535; 0 if it was not
     */
    public record Unsettled(long offset, int packetId) {}

    private static final int MOST_SHARD = 126;
    private static final int MOST_PACKET_ID = 65_535;

    static void write(ByteWriter out, List<ShardPosition> shards) {
        out.number(shards.size());
        for (ShardPosition at : shards) {
            out.number(at.shard).number(at.next).number(at.unsettled.size());
            for (Unsettled one : at.unsettled) {
                out.number(one.offset).number(one.packetId);
            }
        }
    }

    static List<ShardPosition> read(ByteReader in) {
        List<ShardPosition> shards = new ArrayList<>();
        for (int left = in.count(); left > 0; left--) {
            int shard = in.number(0, MOST_SHARD);
            long next = in.number();
            List<Unsettled> unsettled = new ArrayList<>();
            for (int more = in.count(); more > 0; more--) {
                unsettled.add(new Unsettled(in.number(), in.number(0, MOST_PACKET_ID)));
            }
            shards.add(new ShardPosition(shard, next, List.copyOf(unsettled)));
        }
        return List.copyOf(shards);
    }
}
