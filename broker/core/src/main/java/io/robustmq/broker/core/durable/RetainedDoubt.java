package io.robustmq.broker.core.durable;

import io.robustmq.broker.mqtt.topic.TopicName;
import io.robustmq.broker.storage.spi.StorageException;

/**
 * A retained message is written. If storage cannot say whether it was, what storage has is read, so that memory ends up with
 * the same; tried again until it is. Confined to the lane.
 */
final class RetainedDoubt implements WriteCompletion, LaneStorage.Saved {
    private final LaneStorage storage;
    private final TopicName topic;

    RetainedDoubt(LaneStorage storage, TopicName topic) {
        this.storage = storage;
        this.topic = topic;
    }

    @Override
    public void onWritten() {}

    @Override
    public void onFailed(StorageException why) {
        if (why.kind() == StorageException.Kind.UNAVAILABLE) {
            storage.retrySoon(this);
        }
    }

    @Override
    public void save() {}

    @Override
    public void retry() {
        storage.lookAt(topic, this);
    }
}
