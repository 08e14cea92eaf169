package io.robustmq.broker.server.interop;

import io.robustmq.broker.server.lifecycle.BrokerProcess;
import io.robustmq.broker.server.listener.Certificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Map;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The broker as users start it, with all four listeners open; one for all tests of a run. */
final class PackagedBroker implements AutoCloseable {
    private final BrokerProcess process;
    private final Path certificate;
    private final TrustManagerFactory trust;

    private PackagedBroker(BrokerProcess process, Path certificate, TrustManagerFactory trust) {
        this.process = process;
        this.certificate = certificate;
        this.trust = trust;
    }

    static PackagedBroker of(ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.GLOBAL)
                .getOrComputeIfAbsent(PackagedBroker.class, _ -> start(), PackagedBroker.class);
    }

    private static PackagedBroker start() {
        try {
            Path folder = Files.createTempDirectory("interop");
            Certificates certificates = new Certificates(folder);
            Path store = certificates.selfSigned("server", "localhost");
            Path certificate = certificates.certificates(store, "server");
            BrokerProcess process = BrokerProcess.start(
                            folder,
                            Map.of(
                                    "ROBUSTMQ_NETWORK_TCPS_PORT",
                                    "0",
                                    "ROBUSTMQ_NETWORK_WEBSOCKETS_PORT",
                                    "0",
                                    "ROBUSTMQ_TLS_CERTIFICATE",
                                    certificate.toString(),
                                    "ROBUSTMQ_TLS_KEY",
                                    certificates.key(store, "server").toString()))
                    .awaitReady();
            return new PackagedBroker(process, certificate, trusting(store));
        } catch (Exception e) {
            throw new IllegalStateException("the broker to test does not start", e);
        }
    }

    private static TrustManagerFactory trusting(Path store) throws Exception {
        KeyStore authorities = KeyStore.getInstance("PKCS12");
        authorities.load(null, null);
        authorities.setCertificateEntry("server", Certificates.load(store).getCertificate("server"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(authorities);
        return trust;
    }

    Door door(Transport transport) {
        return new Door(transport, process.address(transport.listener), certificate, trust);
    }

    /** A counter as the management port shows it. */
    double metric(String name) throws Exception {
        return process.get("/q/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new IOException("no metric " + name));
    }

    @Override
    public void close() {
        process.close();
    }
}
