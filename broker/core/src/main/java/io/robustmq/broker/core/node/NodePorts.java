package io.robustmq.broker.core.node;

import io.robustmq.broker.core.access.Authenticator;
import io.robustmq.broker.core.access.Authorizer;
import io.robustmq.broker.core.port.ClientEvents;
import io.robustmq.broker.core.port.LaneThread;
import io.robustmq.broker.core.port.MemoryGauge;
import io.robustmq.broker.storage.spi.Storage;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What a node needs from outside.
 *
 * @param storage where stored sessions and their messages are kept; the caller closes it after {@link Node#saveAll}
 * @param clients hears of clients that come and go
 * @param threads one for each lane
 * @param chance unforeseeable; for assigned client ids and for hashes; asked while the node is made only
 * @param cluster the brokers around this one
 */
public record NodePorts(
        Authenticator authenticator,
        Authorizer authorizer,
        Storage storage,
        ClientEvents clients,
        List<? extends LaneThread> threads,
        MemoryGauge memory,
        RandomGenerator chance,
        ClusterPorts cluster) {

    /** Of a broker on its own. */
    public NodePorts(
            Authenticator authenticator,
            Authorizer authorizer,
            Storage storage,
            ClientEvents clients,
            List<? extends LaneThread> threads,
            MemoryGauge memory,
            RandomGenerator chance) {
        this(authenticator, authorizer, storage, clients, threads, memory, chance, ClusterPorts.alone());
    }
}
