package io.robustmq.broker.server.crash;

import io.robustmq.broker.mqtt.ProtocolVersion;
import io.robustmq.broker.server.conformance.client.RawClient;
import io.robustmq.broker.server.lifecycle.BrokerProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;

/** A packaged broker that is killed and started again on the same folder, each time on another port. */
final class KilledBroker implements AutoCloseable {
    private final Path folder;
    private final Map<String, String> settings;
    private volatile BrokerProcess process;
    private volatile InetSocketAddress address;

    private KilledBroker(Path folder, Map<String, String> settings) throws IOException {
        this.folder = folder;
        this.settings = settings;
        this.process = BrokerProcess.start(folder, settings).awaitReady();
        this.address = process.address("tcp");
    }

    static KilledBroker start(Path folder, String storage) throws IOException {
        return start(folder, Map.of("ROBUSTMQ_STORAGE_TYPE", storage));
    }

    /** With these settings in the environment. */
    static KilledBroker start(Path folder, Map<String, String> settings) throws IOException {
        return new KilledBroker(folder, settings);
    }

    /** Where it listens, or listened last. */
    InetSocketAddress address() {
        return address;
    }

    BrokerProcess process() {
        return process;
    }

    /** As {@code kill -9} does, and at once again. */
    void killAndStart() throws Exception {
        process.kill();
        startAgain();
    }

    void startAgain() throws IOException {
        process = BrokerProcess.start(folder, settings).awaitReady();
        address = process.address("tcp");
    }

    /** A connection of MQTT 5.0 on which nothing was said yet. */
    RawClient client() {
        return RawClient.tcp(address, ProtocolVersion.V5);
    }

    @Override
    public void close() {
        process.close();
    }
}
