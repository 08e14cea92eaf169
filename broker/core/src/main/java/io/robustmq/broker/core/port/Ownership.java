package io.robustmq.broker.core.port;

/**
 * Which broker of the cluster has a client id: one at any time. For any thread; never blocks.
 *
 * <p>A broker claims an id before it lets the client in, and releases it when the client's last connection here is gone. What it
 * has, it may be told to give up.
 */
public interface Ownership {

    /** Whether there are no other brokers, and so nobody to ask. */
    boolean isAlone();

    /**
     * Whether this broker may serve at this moment, by the clock: where the process was stopped for longer than the others wait for
     * it, they have let its clients in, and it hears of that only later.
     */
    boolean mayServe();

    /**
     * Asks for a client id; this broker has not asked for it, or has released it since.
     *
     * @param claimant hears of it once, on any thread, unless the id is released before
     */
    void claim(String clientId, Claimant claimant);

    /**
     * As {@link #claim}, for a client id whose home this broker is, if nobody owns it or has asked for it: nobody is made to give it up.
     */
    default void adopt(String clientId, Claimant claimant) {
        claim(clientId, claimant);
    }

    /**
     * The id is not needed any more, whether it was granted or not.
     *
     * @param isOver whether nothing of the client is left, here or in storage that brokers share
     */
    void release(String clientId, boolean isOver);

    /** Of this broker's registration: greater than that of any before it; 0 if it has none. */
    long epoch();

    /** Who waits for a client id. */
    interface Claimant {
        /**
         * The id is this broker's, and no other broker has a connection of it.
         *
         * @param mayBeStored whether storage that brokers share may have something of the client
         */
        void onGranted(boolean mayBeStored);

        /** The cluster cannot say now. */
        void onRefused();
    }

    /** Of a broker on its own. */
    Ownership ALONE = new Ownership() {
        @Override
        public boolean isAlone() {
            return true;
        }

        @Override
        public boolean mayServe() {
            return true;
        }

        @Override
        public void claim(String clientId, Claimant claimant) {
            claimant.onGranted(false);
        }

        @Override
        public void release(String clientId, boolean isOver) {}

        @Override
        public long epoch() {
            return 0;
        }
    };
}
