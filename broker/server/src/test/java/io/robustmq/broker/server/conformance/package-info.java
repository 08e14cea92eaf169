/**
 * What the standards ask of a server, tested from outside over a socket, one story a class.
 *
 * <p>{@link io.robustmq.broker.server.conformance.Clause} ties a test to the statements it proves; the table of all of them
 * is {@code src-docs/reference/conformance.md}. With {@code -Dconformance.target=host:port} (and {@code
 * -Dconformance.websocket=host:port}) the tests that need no special settings run against any other broker. With {@code
 * -Dconformance.storage=TYPE} ours keep things in that storage: {@link
 * io.robustmq.broker.server.conformance.StorageUnderTest}.
 */
package io.robustmq.broker.server.conformance;
