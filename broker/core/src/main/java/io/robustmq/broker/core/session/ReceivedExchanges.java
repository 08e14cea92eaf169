package io.robustmq.broker.core.session;

import io.robustmq.broker.core.durable.Doubt;
import io.robustmq.broker.core.durable.WriteCompletion;
import io.robustmq.broker.core.stored.ReceivedRecord;
import io.robustmq.broker.core.stored.StoredFact;
import io.robustmq.broker.storage.spi.StorageException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * QoS 2 from one client: the packet ids of its publications that are not released yet, so that a repetition is answered and not
 * published again [MQTT-4.3.3-10]. A stored session keeps an id in the write of its message, and its release before it is
 * answered; {@link SentExchanges} is the other direction. Belongs to the session, confined to its lane.
 */
public final class ReceivedExchanges {
    private final String clientId;
    private final SessionHost host;

    /** Whether the session is: then its packet ids are kept with their messages. */
    private final boolean stored;

    private @Nullable PacketIds ids;

    /** Of {@link #ids}, how many came on this connection. */
    private int unreleased;

    /** @param stored whether the session is */
    ReceivedExchanges(String clientId, SessionHost host, boolean stored) {
        this.clientId = clientId;
        this.host = host;
        this.stored = stored;
    }

    /** Publications that are not released yet; each connection counts from 0 (MQTT 5.0 §4.9). */
    public int unreleased() {
        return unreleased;
    }

    void onConnection() {
        unreleased = 0;
    }

    /** Takes up what an earlier process has kept. */
    void restore(List<StoredSession.Received> kept) {
        for (StoredSession.Received one : kept) {
            ids().add(one.packetId(), one.shard());
        }
    }

    private PacketIds ids() {
        PacketIds known = ids;
        if (known == null) {
            known = new PacketIds();
            ids = known;
        }
        return known;
    }

    // ---- PUBLISH

    /** Whether this publication is new; a repeated one is answered but not published again [MQTT-4.3.3-10]. */
    public boolean isNew(int packetId) {
        return ids == null || !ids.contains(packetId);
    }

    /** Remembers a packet id until PUBREL. */
    public void add(int packetId) {
        ids().add(packetId);
        unreleased++;
    }

    /** As {@link #add(int)}, for one whose message is written to a shard; a stored session keeps the id there, with the message. */
    public void add(int packetId, int shard) {
        if (!stored) {
            add(packetId);
            return;
        }
        ids().add(packetId, shard);
        unreleased++;
        host.storage().change(shard, new ReceivedRecord(clientId, packetId).put());
    }

    /** A publication could not be taken after all: its id counts as never seen. */
    public void forget(int packetId) {
        unreleased = Math.max(0, unreleased - 1);
        if (ids != null) {
            ids.remove(packetId);
        }
    }

    /**
     * As {@link #forget}, but it may have been taken; a stored session remembers that.
     *
     * @param from where its message is if it was, see {@link Doubt}
     */
    public void forget(int packetId, long from) {
        if (!stored) {
            forget(packetId);
            return;
        }
        unreleased = Math.max(0, unreleased - 1);
        doubt(packetId, from);
    }

    /** Tells when everything so far about this publication, which is repeated, is written. */
    public void whenKept(int packetId, WriteCompletion then) {
        int shard = ids == null ? PacketIds.NOT_STORED : ids.shardOf(packetId);
        if (shard == PacketIds.NOT_STORED) {
            then.onWritten();
        } else {
            host.storage().whenWritten(shard, then);
        }
    }

    // ---- in doubt: storage could not say

    /** Whether nobody knows if this publication to a topic of that shard was taken. */
    public boolean isInDoubt(int packetId, int shard) {
        return ids != null && ids.isInDoubt(packetId) && ids.shardOf(packetId) == shard;
    }

    /** As the other, whatever the topic. */
    public boolean isInDoubt(int packetId) {
        return ids != null && ids.isInDoubt(packetId);
    }

    /** It is not known if a publication was taken. */
    public void doubt(int packetId, long from) {
        if (ids != null) {
            ids.doubt(packetId, from);
        }
    }

    /** It is being found out. Returns where its message is if it was taken. */
    public long endDoubt(int packetId) {
        return ids == null ? Doubt.UNKNOWN : ids.endDoubt(packetId);
    }

    /** What a stored session keeps with a publication. */
    public StoredFact receipt(int packetId) {
        return new ReceivedRecord(clientId, packetId);
    }

    // ---- PUBREL

    /**
     * PUBREL: the id may be used anew [MQTT-4.3.3-11].
     *
     * @param then is told when the release is kept: only then may it be answered
     * @return whether the id was known; if not, nothing is told
     */
    public boolean release(int packetId, WriteCompletion then) {
        unreleased = Math.max(0, unreleased - 1);
        PacketIds known = ids;
        if (known == null || !known.contains(packetId)) {
            return false;
        }
        int shard = known.shardOf(packetId);
        if (shard == PacketIds.NOT_STORED) {
            known.remove(packetId);
            then.onWritten();
        } else {
            host.storage().change(shard, new ReceivedRecord(clientId, packetId).delete());
            host.storage().whenWritten(shard, new WriteCompletion() {
                @Override
                public void onWritten() {
                    known.remove(packetId);
                    then.onWritten();
                }

                @Override
                public void onFailed(StorageException why) { // known still, here as in storage
                    then.onFailed(why);
                }
            });
        }
        return true;
    }
}
