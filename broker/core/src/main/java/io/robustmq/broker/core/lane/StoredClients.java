package io.robustmq.broker.core.lane;

import io.robustmq.broker.core.session.StoredSession;
import io.robustmq.broker.core.stored.WillRecord;
import java.util.List;

/**
 * What storage has of some clients.
 *
 * @param sessions all that are whole
 * @param ended clients whose sessions had ended, but were not gone from all shards
 * @param wills of clients with a session and without, by their numbers
 */
public record StoredClients(List<StoredSession> sessions, List<String> ended, List<WillRecord> wills) {}
