package io.robustmq.broker.core.stored;

import java.util.ArrayList;
import java.util.List;

/**
 * How far somebody is in the log of one shard: everything below {@code next} that was wanted has been delivered and settled,
 * but for {@code unsettled}.
 *
 * <pre>
 *   shard            varint
 *   next             varint
 *   unsettled        varint, their number; then, from the last to the first, of each the varint of its distance to the one
 *                    written before it, the last one's to {@code next}, since all are near to each other; and its packet id,
 *                    varint
 * </pre>
 *
 * @param shard 0 or more
 * @param next the first offset not looked at yet
 * @param unsettled offsets below {@code next}, ascending, none twice
 */
public record ShardPosition(int shard, long next, List<Unsettled> unsettled) {

    /**
     * A message that is sent and not settled.
     *
     * @param packetId it was sent with, 1..65,535; 0 if it has none
     */
    public record Unsettled(long offset, int packetId) {
        public Unsettled {
            Bounds.requireOffset(offset);
            Bounds.require("a packet id", packetId, 0, Bounds.MAX_PACKET_ID);
        }
    }

    public ShardPosition {
        Bounds.requireShard(shard);
        Bounds.requireOffset(next);
        unsettled = List.copyOf(unsettled);
        long after = next;
        for (Unsettled one : unsettled.reversed()) {
            if (one.offset >= after) {
                throw new IllegalArgumentException("unsettled offsets are not ascending from 0 to below " + next);
            }
            after = one.offset;
        }
    }

    static void writeAll(List<ShardPosition> positions, FieldWriter to) {
        to.varint(positions.size());
        for (ShardPosition position : positions) {
            position.write(to);
        }
    }

    static List<ShardPosition> readAll(FieldReader from) {
        int count = from.count();
        List<ShardPosition> positions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            positions.add(read(from));
        }
        return positions;
    }

    private void write(FieldWriter to) {
        to.varint(shard).varint(next).varint(unsettled.size());
        long after = next;
        for (Unsettled one : unsettled.reversed()) {
            to.varint(after - one.offset).varint(one.packetId);
            after = one.offset;
        }
    }

    private static ShardPosition read(FieldReader from) {
        int shard = from.number("a shard", 0, Integer.MAX_VALUE);
        long next = from.varint();
        Bounds.requireOffset(next);
        List<Unsettled> lastFirst = new ArrayList<>();
        long after = next;
        for (int left = from.count(); left > 0; left--) {
            after -= Bounds.require("a distance of unsettled offsets", from.varint(), 1, after);
            lastFirst.add(new Unsettled(after, from.number("a packet id", 0, Bounds.MAX_PACKET_ID)));
        }
        return new ShardPosition(shard, next, lastFirst.reversed());
    }
}
