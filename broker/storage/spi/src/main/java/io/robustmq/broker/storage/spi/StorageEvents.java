package io.robustmq.broker.storage.spi;

/** What whoever runs the broker should hear of while a storage is open. On any thread, so do little. */
public interface StorageEvents {
    /** Nobody hears of anything. */
    StorageEvents NONE = new StorageEvents() {
        @Override
        public void onTierAway(String why) {}

        @Override
        public void onTierBack() {}

        @Override
        public void onPassedOver(String what, long offset, long places) {}
    };

    /** The tier does not do what it is asked; old records stay here, or cannot be read, until it does. Once for each time. */
    void onTierAway(String why);

    /** It does again. */
    void onTierBack();

    /**
     * A stretch of a log is damaged or lost, and is passed over because the operator has allowed it. Once for each, whoever reads.
     *
     * @param what where it is, and what is the matter
     * @param offset where it begins
     * @param places of the log in it: records, and what else the adapter numbers
     */
    void onPassedOver(String what, long offset, long places);
}
