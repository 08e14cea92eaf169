package io.robustmq.broker.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.robustmq.broker.api.v1.ControlAnswer;
import io.robustmq.broker.api.v1.ControlFrame;
import io.robustmq.broker.api.v1.PeersGrpc;
import io.robustmq.broker.server.listener.Certificates;
import io.robustmq.broker.server.tls.KeySource;
import io.robustmq.broker.server.tls.MutualTls;
import io.robustmq.broker.server.tls.TlsSettings;
import io.robustmq.config.InvalidConfigurationException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The port for other brokers, with real certificates: who is let in, and who is not. */
class PeerTlsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int LARGEST = 1 << 20;
    private static final Executor WORKERS = Runnable::run;
    private static final String LOOPBACK = "127.0.0.1";

    @TempDir
    static Path folder;

    /** PEM files of two brokers of one authority, and of one of another. */
    @BeforeAll
    static void makeCertificates() throws Exception {
        Certificates certificates = new Certificates(folder);
        Path ours = authority(certificates, "ours");
        Path theirs = authority(certificates, "theirs");
        broker(certificates, ours, "first");
        broker(certificates, ours, "second");
        broker(certificates, theirs, "stranger");
    }

    private static Path authority(Certificates certificates, String name) throws Exception {
        Path store = certificates.selfSigned(name, name, "-ext", "bc:c");
        certificates.certificates(store, name);
        return store;
    }

    private static void broker(Certificates certificates, Path authority, String name) throws Exception {
        Path store = certificates.signedBy(authority, name, name);
        certificates.certificates(store, name);
        certificates.key(store, name);
    }

    private static MutualTls tls(String name, String authority) {
        return tls(folder.resolve(name + ".crt"), folder.resolve(name + ".key"), folder.resolve(authority + ".crt"), 0);
    }

    private static MutualTls tls(Path certificate, Path key, Path authority, long reloadMillis) {
        return PeerTls.open(new TlsSettings(
                new KeySource.Pem(certificate, key, null),
                TlsSettings.ClientCertificate.REQUIRED,
                authority,
                List.of("TLSv1.3"),
                List.of(),
                reloadMillis));
    }

    /** A broker that answers whoever it lets in. */
    private static ClusterPort listening(String host, @Nullable MutualTls tls) {
        return new ClusterPort(new InetSocketAddress(host, 0), new Answering(), LARGEST, tls);
    }

    private static final class Answering extends PeersGrpc.PeersImplBase {
        @Override
        public StreamObserver<ControlFrame> control(StreamObserver<ControlAnswer> answers) {
            return new StreamObserver<>() {
                @Override
                public void onNext(ControlFrame frame) {
                    answers.onNext(ControlAnswer.getDefaultInstance());
                }

                @Override
                public void onError(Throwable why) {}

                @Override
                public void onCompleted() {}
            };
        }
    }

    private static void reach(ClusterPort port, @Nullable MutualTls tls) throws Exception {
        reach(LOOPBACK, port, tls);
    }

    /** Says something, and is answered; throws what the stream ends with if it is not. */
    private static void reach(String host, ClusterPort port, @Nullable MutualTls tls) throws Exception {
        CompletableFuture<ControlAnswer> answer = new CompletableFuture<>();
        try (PeerChannel channel = new PeerChannel(host + ":" + port.port(), WORKERS, tls)) {
            channel.stub()
                    .control(new StreamObserver<>() {
                        @Override
                        public void onNext(ControlAnswer said) {
                            answer.complete(said);
                        }

                        @Override
                        public void onError(Throwable why) {
                            answer.completeExceptionally(why);
                        }

                        @Override
                        public void onCompleted() {}
                    })
                    .onNext(ControlFrame.getDefaultInstance());
            var unused = answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private static void assertNotReached(ClusterPort port, @Nullable MutualTls tls) {
        assertNotReached(LOOPBACK, port, tls);
    }

    private static void assertNotReached(String host, ClusterPort port, @Nullable MutualTls tls) {
        assertThatThrownBy(() -> reach(host, port, tls))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        why -> assertThat(why.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE));
    }

    @Test
    void brokersOfOneAuthorityReachEachOther() throws Exception {
        try (MutualTls first = tls("first", "ours");
                MutualTls second = tls("second", "ours");
                ClusterPort port = listening(LOOPBACK, first)) {
            reach(port, second);
        }
    }

    @Test
    void whoShowsNoCertificateOrAnotherAuthoritysIsNotLetIn() throws Exception {
        try (MutualTls first = tls("first", "ours");
                MutualTls stranger = tls("stranger", "ours"); // it takes ours, but is not of ours
                ClusterPort port = listening(LOOPBACK, first)) {
            assertNotReached(port, null);
            assertNotReached(port, stranger);
        }
    }

    @Test
    void nobodySaysAnythingToABrokerOfAnotherAuthorityOrToOneThatTalksInTheClear() throws Exception {
        try (MutualTls first = tls("first", "ours");
                MutualTls stranger = tls("stranger", "ours");
                ClusterPort strange = listening(LOOPBACK, stranger);
                ClusterPort clear = listening(LOOPBACK, null)) {
            assertNotReached(strange, first);
            assertNotReached(clear, first);
        }
    }

    @Test
    void aCertificateThatDoesNotNameTheHostIsNotTaken() throws Exception {
        String unnamed = "127.0.0.2";
        try (MutualTls first = tls("first", "ours");
                MutualTls second = tls("second", "ours");
                ClusterPort port = listening(unnamed, first)) {
            assertNotReached(unnamed, port, second);
        }
    }

    @Test
    void certificatesThatChangeCountForNewConnections() throws Exception {
        Path certificate = folder.resolve("now.crt");
        Path key = folder.resolve("now.key");
        Path authority = folder.resolve("now-ca.crt");
        become("first", "ours", certificate, key, authority);
        try (MutualTls changing = tls(certificate, key, authority, 20);
                MutualTls second = tls("second", "ours");
                MutualTls stranger = tls("stranger", "theirs");
                ClusterPort port = listening(LOOPBACK, changing)) {
            reach(port, second);
            assertNotReached(port, stranger);

            become("stranger", "theirs", certificate, key, authority);
            await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> reach(port, stranger));
            assertNotReached(port, second);
        }
    }

    private static void become(String name, String authority, Path certificateNow, Path keyNow, Path authorityNow)
            throws IOException {
        copy(folder.resolve(name + ".crt"), certificateNow);
        copy(folder.resolve(name + ".key"), keyNow);
        copy(folder.resolve(authority + ".crt"), authorityNow);
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void aKeyOfAnotherCertificateIsRefusedAtTheStart() {
        assertThatThrownBy(() ->
                        tls(folder.resolve("first.crt"), folder.resolve("second.key"), folder.resolve("ours.crt"), 0))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("cluster.tls")
                .hasMessageContaining("not that of the certificate");
    }
}
