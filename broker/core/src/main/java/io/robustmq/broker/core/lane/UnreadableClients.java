package io.robustmq.broker.core.lane;

import io.robustmq.broker.core.stored.StoredKeys;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Clients of whom storage that brokers share has something that this broker cannot read: damaged, or written by a newer version. Their
 * sessions are passed over, here, and left as they are; who comes for one is not let in. For any thread.
 */
public final class UnreadableClients {
    private final Set<ByteBuffer> clients = ConcurrentHashMap.newKeySet();

    /** @param client as {@link StoredKeys#client} has it */
    public void add(ByteBuffer client) {
        clients.add(client);
    }

    public boolean contains(String clientId) {
        return !clients.isEmpty() && clients.contains(StoredKeys.client(clientId));
    }

    /** All are looked at anew. */
    public void clear() {
        clients.clear();
    }

    public int size() {
        return clients.size();
    }
}
