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
}
