package io.robustmq.broker.core.connection;

import io.robustmq.broker.core.durable.WriteCompletion;
import io.robustmq.broker.mqtt.ReasonCode;
import io.robustmq.broker.storage.spi.StorageException;

/** What a client is told once storage has kept its promise. Told on the connection's lane; nothing if that has ended. */
abstract class LateAcknowledgement implements WriteCompletion {
    private final Connection connection;

    LateAcknowledgement(Connection connection) {
        this.connection = connection;
    }

    abstract void acknowledge();

    /**
     * Ends the connection, so that the client comes and tries again: it is not known what storage has done. Where the answer
     * can say no, it may do so instead.
     */
    void refuse(StorageException why) {
        ReasonCode reason = isForLackOfRoom(why) ? ReasonCode.QUOTA_EXCEEDED : ReasonCode.SERVER_BUSY;
        connection.end(reason, "storage: " + why.getMessage());
    }

    /** Whether there is no room for it, now or ever, and that alone is why it was not done. */
    static boolean isForLackOfRoom(StorageException why) {
        return why.kind() == StorageException.Kind.FULL || why.kind() == StorageException.Kind.TOO_LARGE;
    }

    @Override
    public final void onWritten() {
        if (!connection.isClosed()) {
            acknowledge();
        }
    }

    @Override
    public final void onFailed(StorageException why) {
        refuse(why);
    }
}
