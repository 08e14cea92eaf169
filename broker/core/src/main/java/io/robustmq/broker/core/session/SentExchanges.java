package io.robustmq.broker.core.session;

import io.robustmq.broker.core.durable.LaneStorage;
import io.robustmq.broker.core.durable.Place;
import io.robustmq.broker.core.durable.WriteCompletion;
import io.robustmq.broker.core.outgoing.KeptSteps;
import io.robustmq.broker.core.outgoing.Outgoing;
import io.robustmq.broker.core.outgoing.OutgoingFlow;
import io.robustmq.broker.core.stored.SentRecord;
import io.robustmq.broker.core.stored.ShardPosition;
import io.robustmq.broker.core.stored.StoredKeys;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import io.robustmq.broker.storage.spi.StateChange;
import io.robustmq.broker.storage.spi.StorageException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * QoS 2 towards the client of a stored session, as storage keeps it (MQTT 5.0 §4.3.3): a message must not come again, so its
 * packet id is kept before it is sent, and its PUBREC before it is answered. Confined to the session's lane.
 *
 * <p>So is that of a message which stands in no log and cannot be sent again, such as a retained one: whoever goes on after a crash
 * does not use its packet id for another message, which the client would take for this one, and ends the exchange with PUBREL.
 *
 * <p>An exchange that is over is forgotten once nobody would send the message anew after a crash: when the position of its
 * reader is behind it in the same write, or its group has it settled.
 */
final class SentExchanges {
    private final String clientId;
    private final SessionHost host;
    private final LaneStorage storage;
    private final OutgoingFlow outgoing;
    private final KeptSteps steps;
    private final SessionKeeper keeper;

    /** Exchanges that are over, but still in storage, by packet id. */
    private final Map<Integer, Over> over = new LinkedHashMap<>();

    /** What storage did not keep, to be tried again. */
    private final List<Outgoing> unkept = new ArrayList<>();

    /** Those of {@link #unkept} and those tried again and not kept yet. */
    private final Set<Outgoing> late = new HashSet<>();

    SentExchanges(String clientId, SessionHost host, OutgoingFlow outgoing, SessionKeeper keeper) {
        this.clientId = clientId;
        this.host = host;
        this.storage = host.storage();
        this.outgoing = outgoing;
        this.steps = new KeptSteps(host, outgoing);
        this.keeper = keeper;
    }

    /**
     * An exchange that is over.
     *
     * @param reader must be past the place before the exchange may be forgotten; null if nobody reads it again
     */
    record Over(long place, @Nullable LogReader reader) {}

    /** The client has come. */
    void onConnection() {
        steps.onConnection();
    }

    /** Keeps the packet id of a message before it is sent, or its PUBREC before it is answered. */
    void keep(Outgoing entry) {
        if (over.containsKey(entry.packetId())) {
            keeper.save(); // what was last sent with this id must not be forgotten before it is known to be settled
            over.remove(entry.packetId());
        }
        storage.change(keeper.home(), record(entry).put());
        storage.whenWritten(keeper.home(), new WriteCompletion() {
            @Override
            public void onWritten() {
                late.remove(entry);
                steps.onKept(entry, !late.isEmpty());
            }

            @Override
            public void onFailed(StorageException why) {
                if (!keeper.isEnded()) {
                    unkept.add(entry);
                    late.add(entry);
                    storage.retrySoon(keeper);
                }
            }
        });
    }

    private SentRecord record(Outgoing entry) {
        boolean isReceived = entry.stage() == Outgoing.Stage.KEEPS_RECEIPT;
        return entry.isStored()
                ? new SentRecord(
                        clientId,
                        entry.packetId(),
                        Place.shard(entry.place()),
                        Place.offset(entry.place()),
                        isReceived,
                        entry.through())
                : SentRecord.inNoLog(clientId, entry.packetId(), isReceived, entry.through());
    }

    /** Tries again what storage did not keep. */
    void retry() {
        List<Outgoing> again = List.copyOf(unkept);
        unkept.clear();
        for (Outgoing entry : again) {
            if (outgoing.outstanding().isInFlight(entry)) {
                keep(entry);
            } else {
                late.remove(entry);
            }
        }
        outgoing.pump();
    }

    // ---- what is over

    void settled(Outgoing entry) {
        TopicFilter group = entry.groupFilter();
        if (group != null && entry.isStored()) { // else the group would give it to somebody after a crash
            host.groups().whenKept(group, entry.place(), () -> over(entry.packetId(), new Over(entry.place(), null)));
        } else {
            over(entry.packetId(), new Over(entry.place(), LogReader.of(entry)));
        }
    }

    /** An exchange is over, and to be forgotten when it may. */
    void over(int packetId, Over exchange) {
        if (!keeper.isEnded() && !outgoing.outstanding().isOfQos2(packetId)) {
            over.put(packetId, exchange);
            storage.saveSoon(keeper);
        }
    }

    boolean isAnyOver() {
        return !over.isEmpty();
    }

    /** Whose positions decide what may be forgotten. */
    List<LogReader> readersOfOver() {
        return over.values().stream()
                .<LogReader>mapMulti((each, to) -> {
                    if (each.reader() != null) {
                        to.accept(each.reader());
                    }
                })
                .distinct()
                .toList();
    }

    /**
     * Takes what may be forgotten out of storage, in the write of these positions.
     *
     * @return what is gone if that write succeeds, by packet id
     */
    Map<Integer, Over> forget(Map<LogReader, List<ShardPosition>> saved) {
        Map<Integer, Over> forgotten = new HashMap<>();
        over.forEach((packetId, exchange) -> {
            if (isPast(exchange, saved)) {
                forgotten.put(packetId, exchange);
                storage.change(keeper.home(), new StateChange.Delete(StoredKeys.sent(clientId, packetId)));
            }
        });
        over.keySet().removeAll(forgotten.keySet());
        return forgotten;
    }

    private boolean isPast(Over exchange, Map<LogReader, List<ShardPosition>> saved) {
        LogReader reader = exchange.reader();
        if (reader == null) {
            return true;
        }
        if (reader.isEnded()) {
            return !keeper.isEnding(reader.replayed().filter());
        }
        List<ShardPosition> positions = saved.get(reader);
        return positions != null && reader.isPast(exchange.place(), positions);
    }
}
