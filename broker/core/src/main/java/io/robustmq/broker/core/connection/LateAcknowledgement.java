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

    /** Says no, if the packet has a way to; else ends the connection, so that the client tries again. */
    abstract void refuse(StorageException why);

    /** It is not known what storage has done, or the answer has no reason code: the client is to come again. */
    final void endConnection(StorageException why) {
        ReasonCode reason =
                why.kind() == StorageException.Kind.FULL ? ReasonCode.QUOTA_EXCEEDED : ReasonCode.SERVER_BUSY;
        connection.end(reason, "storage: " + why.getMessage());
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
