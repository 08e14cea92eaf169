package io.robustmq.broker.core.group;

import io.robustmq.broker.core.durable.LaneStorage;
import io.robustmq.broker.core.durable.WriteCompletion;
import io.robustmq.broker.core.stored.GroupRecord;
import io.robustmq.broker.core.stored.StoredKeys;
import io.robustmq.broker.core.subscription.SharedGroup;
import io.robustmq.broker.storage.spi.StateChange;
import io.robustmq.broker.storage.spi.StorageException;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps in storage where one shared subscription is: some times a second, and at once before a QoS 2 message goes to a member
 * whose session ends with the process, since nobody could say after a crash whether that has it. Confined to the group's lane.
 */
final class GroupKeeper {
    private final SharedGroup group;
    private final GroupHost host;
    private final LaneStorage storage;
    private final GroupPlaces places;
    private final LaneStorage.Saved owner;
    private final int home;

    /** What members have finished at QoS 2, and wait to hear that it is kept. */
    private final List<Finished> finished = new ArrayList<>();

    /** What waits for the group to be kept without it. */
    private final List<Runnable> parting = new ArrayList<>();

    /** Whether storage did not take what it was to keep. */
    private boolean unsaved;

    /** @param owner calls {@link #save} and {@link #retry} when it is time */
    GroupKeeper(SharedGroup group, GroupHost host, GroupPlaces places, LaneStorage.Saved owner) {
        this.group = group;
        this.host = host;
        this.storage = host.groupStorage();
        this.places = places;
        this.owner = owner;
        this.home = storage.shardOf(group.filter().toString());
    }

    /** @param then tells the member that it need not remember it any more */
    private record Finished(long place, Runnable then) {}

    /** A member has finished a QoS 2 message, and remembers that until {@code then} has run. */
    void onFinished(long place, Runnable then) {
        finished.add(new Finished(place, then));
        storage.saveSoon(owner);
    }

    /** More of the log is behind the group now: what was finished may be kept. */
    void onRead() {
        if (!finished.isEmpty()) {
            storage.saveSoon(owner);
        }
    }

    /** A message has parted: {@code then} gives it to its member, once that is kept. */
    void whenParted(Runnable then) {
        parting.add(then);
        storage.saveThisTurn(owner);
    }

    void save() {
        storage.change(home, new GroupRecord(group.filter(), places.positions()).put());
        unsaved = false;
        List<Finished> told =
                finished.stream().filter(one -> places.isPast(one.place())).toList();
        finished.removeAll(told);
        List<Runnable> parted = List.copyOf(parting);
        parting.clear();
        storage.whenWritten(home, new WriteCompletion() {
            @Override
            public void onWritten() {
                told.forEach(one -> one.then().run());
                parted.forEach(Runnable::run);
            }

            @Override
            public void onFailed(StorageException why) {
                finished.addAll(told);
                parting.addAll(0, parted);
                unsaved = true;
                storage.retrySoon(owner);
            }
        });
    }

    /** Tries again what storage did not take. */
    void retry() {
        if (unsaved) {
            save();
        }
    }

    /** Nothing is kept any more. */
    void end() {
        storage.forget(owner);
        parting.clear();
        finished.forEach(one -> one.then().run());
        finished.clear();
        delete();
    }

    void delete() {
        if (!host.isOver(group)) {
            return; // another has taken its place
        }
        storage.change(home, new StateChange.Delete(StoredKeys.group(group.filter())));
        storage.whenWritten(home, new WriteCompletion() {
            @Override
            public void onWritten() {}

            @Override
            public void onFailed(StorageException why) {
                storage.retrySoon(owner);
            }
        });
    }
}
