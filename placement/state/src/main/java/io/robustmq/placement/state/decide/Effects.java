package io.robustmq.placement.state.decide;

import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.model.Entity;
import io.robustmq.placement.state.model.Ref;
import io.robustmq.placement.state.record.StateRecord;
import java.util.ArrayList;
import java.util.List;

/** What a decision sees, and the records it gathers. */
final class Effects {
    private final ClusterImage image;
    private final long nowMillis;
    private final List<StateRecord> records = new ArrayList<>();

    Effects(ClusterImage image, long nowMillis) {
        this.image = image;
        this.nowMillis = nowMillis;
    }

    ClusterImage image() {
        return image;
    }

    long nowMillis() {
        return nowMillis;
    }

    /** The revision this decision makes, which is also the epoch of what it gives an epoch. */
    long revision() {
        return image.revision() + 1;
    }

    void put(Entity entity) {
        records.add(new StateRecord.Put(entity));
    }

    void remove(Ref ref) {
        records.add(new StateRecord.Removed(ref));
    }

    void add(StateRecord record) {
        records.add(record);
    }

    List<StateRecord> records() {
        return records;
    }
}
