package io.robustmq.broker.core.settings;

/**
 * Limits of connections. 0 means no limit where the text says so.
 *
 * @param maximum connections in all; 0 no limit. One more is closed when accepted
 * @param maximumPerAddress connections from one IP address; 0 no limit. One more is closed when accepted
 * @param ratePerSecond new connections a second; 0 no limit. What comes faster is closed when accepted
 * @param connectTimeoutMillis time from the first byte the server could read to a complete CONNECT (and TLS, WebSocket before it)
 * @param publishRatePerSecond PUBLISH packets a second from one client; 0 no limit. A faster client is read more slowly
 * @param publishBytesPerSecond PUBLISH payload bytes a second from one client; 0 no limit. A faster client is read more slowly
 * @param pendingBytes bytes that may wait for one client's socket; beyond them QoS 0 messages to it are dropped and
 *     QoS 1 and 2 stay in its session's queue
 */
public record ConnectionLimits(
        int maximum,
        int maximumPerAddress,
        int ratePerSecond,
        long connectTimeoutMillis,
        int publishRatePerSecond,
        long publishBytesPerSecond,
        int pendingBytes) {

    public ConnectionLimits withMaximum(int connections) {
        return new ConnectionLimits(
                connections,
                maximumPerAddress,
                ratePerSecond,
                connectTimeoutMillis,
                publishRatePerSecond,
                publishBytesPerSecond,
                pendingBytes);
    }
}
