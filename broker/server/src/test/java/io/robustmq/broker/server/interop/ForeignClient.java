package io.robustmq.broker.server.interop;

/** A connected client that is not ours. What it does has been answered by the broker when a method returns. */
interface ForeignClient extends AutoCloseable {

    /** Subscribes, and is granted the QoS. */
    void subscribe(String filter, int qos) throws Exception;

    /** Publishes, with the whole exchange of the message's QoS. */
    void publish(Letter letter) throws Exception;

    /** What has come and comes. */
    Mailbox mailbox();

    /** Says good-bye. */
    void disconnect() throws Exception;

    /** Is gone without a word, as if its machine had lost power. */
    void vanish() throws Exception;

    /** Lets go of what is left, whether or not it is still connected. */
    @Override
    void close();

    /** Lets go of a client that takes its time to go; whatever it says then. */
    static void inBackground(Goodbye goodbye) {
        Thread.ofPlatform().daemon().start(() -> {
            try {
                goodbye.say();
            } catch (Exception e) {
                // it is gone already
            }
        });
    }

    /** How a client is let go of. */
    interface Goodbye {
        void say() throws Exception;
    }
}
