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
 *   unsettled        varint, their number; then, from the last to the first, each as the varint of its distance to the one
 *                    written before it, the last one's to {@code next}: all are near to each other
 * </pre>
 *
 * @param shard 0 or more
 * @param next the first offset not looked at yet
 * @param unsettled offsets below {@code next}, ascending, none twice; shared, do not change
 */
public record ShardPosition(int shard, long next, long[] unsettled) {

    public ShardPosition {
        Bounds.requireShard(shard);
        Bounds.requireOffset(next);
        long after = next;
        for (int i = unsettled.length - 1; i >= 0; i--) {
            if (unsettled[i] < 0 || unsettled[i] >= after) {
                throw new IllegalArgumentException("unsettled offsets are not ascending from 0 to below " + next);
            }
            after = unsettled[i];
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
        to.varint(shard).varint(next).varint(unsettled.length);
        long after = next;
        for (int i = unsettled.length - 1; i >= 0; i--) {
            to.varint(after - unsettled[i]);
            after = unsettled[i];
        }
    }

    private static ShardPosition read(FieldReader from) {
        int shard = from.number("a shard", 0, Integer.MAX_VALUE);
        long next = from.varint();
        Bounds.requireOffset(next);
        long[] unsettled = new long[from.count()];
        long after = next;
        for (int i = unsettled.length - 1; i >= 0; i--) {
            after -= Bounds.require("a distance of unsettled offsets", from.varint(), 1, after);
            unsettled[i] = after;
        }
        return new ShardPosition(shard, next, unsettled);
    }
}
