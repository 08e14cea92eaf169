package io.robustmq.broker.core.stored;

import io.robustmq.broker.core.message.Message;

/** The retained message of its topic; its bytes are those of the message, see {@link MessageFormat}. */
public record RetainedRecord(Message message) implements StoredFact {

    @Override
    public byte[] key() {
        return StoredKeys.retained(message.topic());
    }

    @Override
    public byte[] toBytes() {
        return MessageFormat.toBytes(message);
    }

    /** @throws StoredFormatException if {@code bytes} are not from {@link #toBytes} */
    public static RetainedRecord of(byte[] bytes) {
        return new RetainedRecord(MessageFormat.toMessage(bytes));
    }
}
