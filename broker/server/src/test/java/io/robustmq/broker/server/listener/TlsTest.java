package io.robustmq.broker.server.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.robustmq.broker.server.tls.KeySource;
import io.robustmq.broker.server.tls.TlsSettings;
import io.robustmq.broker.server.tls.TlsSettings.ClientCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsTest {
    private static final byte[] FRAME = Frame.of(1, 10);
    private static final List<String> BOTH = List.of("TLSv1.3", "TLSv1.2");

    @TempDir
    static Path folder;

    static Certificates certificates;
    static Path one;
    static Path two;
    static Path authority;
    static Path device;

    @BeforeAll
    static void makeCertificates() {
        certificates = new Certificates(folder);
        one = certificates.selfSigned("one", "one.example");
        two = certificates.selfSigned("two", "two.example");
        authority = certificates.selfSigned("authority", "Devices", "-ext", "bc:c");
        device = certificates.signedBy(authority, "device", "device-7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void speaksBothVersionsWithPem(String version) throws Exception {
        try (Server server = server(pem("one"));
                RawSocket client = connect(server, "tls", null, version)) {
            assertThat(client.send(FRAME).receive(FRAME.length)).isEqualTo(FRAME);
            assertThat(server.core.accepted().link.peer().listener()).isEqualTo("tls");
        }
    }

    @Test
    void readsAnEncryptedKey() throws Exception {
        Path key = certificates.encryptedKey(one, "one", "secret");
        try (Server server = server(new KeySource.Pem(certificates.certificates(one, "one"), key, "secret"));
                RawSocket client = connect(server, "tls")) {
            assertThat(client.send(FRAME).receive(FRAME.length)).isEqualTo(FRAME);
        }
    }

    @Test
    void readsPkcs12() throws Exception {
        try (Server server = server(new KeySource.Pkcs12(one, Certificates.PASSWORD));
                RawSocket client = connect(server, "tls")) {
            assertThat(client.send(FRAME).receive(FRAME.length)).isEqualTo(FRAME);
        }
    }

    @Test
    void refusesToStartWithAKeyOfAnotherCertificate() throws Exception {
        KeySource mixed = new KeySource.Pem(certificates.certificates(one, "one"), certificates.key(two, "two"), null);

        assertThatThrownBy(() -> server(mixed)).hasMessageContaining("not that of the certificate");
    }

    @Test
    void carriesLargeFramesAndManyOfThem() throws Exception {
        byte[] large = Frame.of(3, 1024 * 1024);
        try (Server server = server(pem("one"));
                RawSocket client = connect(server, "tls")) {
            Thread sender = Thread.ofPlatform().start(() -> {
                try {
                    client.send(large, FRAME, large);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            byte[] all = Frame.join(large, FRAME, large);

            assertThat(client.receive(all.length)).isEqualTo(all);
            sender.join();
        }
    }

    @Test
    void movesBetweenLanesToo() throws Exception {
        byte[] frames = Frame.join(Frame.of(1, 10), Frame.of(0, 20_000), Frame.of(1, 30));
        try (Server server = Server.of((connection, frame) -> {
                            connection.echo(frame);
                            connection.moveTo(frame[frame.length - 1]);
                        })
                        .tls(settings(pem("one"), ClientCertificate.NONE, 0))
                        .start();
                RawSocket client = connect(server, "tls")) {
            for (int i = 0; i < 20; i++) {
                assertThat(client.send(frames).receive(frames.length)).isEqualTo(frames);
            }
        }
    }

    @Test
    void carriesWebSocket() throws Exception {
        try (Server server = server(pem("one"));
                RawSocket client = connect(server, "wss")) {
            client.send(WebSocketClient.request("/mqtt", "mqtt"));
            assertThat(client.receiveHead()).startsWith("HTTP/1.1 101");
            client.send(WebSocketClient.frame(WebSocketClient.FINAL | WebSocketClient.BINARY, FRAME));

            assertThat(WebSocketClient.receiveBytes(client, FRAME.length)).isEqualTo(FRAME);
            assertThat(server.core.accepted().link.peer().listener()).isEqualTo("wss");
        }
    }

    @Test
    void saysGoodByeWhenTheCoreCloses() throws Exception {
        try (Server server = Server.of((connection, frame) -> {
                            connection.echo(frame);
                            connection.link.close();
                        })
                        .tls(settings(pem("one"), ClientCertificate.NONE, 0))
                        .start();
                RawSocket client = connect(server, "tls")) {
            client.send(FRAME);

            assertThat(client.receiveToEnd()).isEqualTo(FRAME);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void knowsTheClientByItsCertificate(String version) throws Exception {
        try (Server server = server(pem("one"), ClientCertificate.REQUIRED);
                RawSocket client = connect(server, "tls", device, version)) {
            assertThat(client.send(FRAME).receive(FRAME.length)).isEqualTo(FRAME);
            assertThat(server.core.accepted().link.peer().certificateName()).isEqualTo("device-7");
        }
    }

    @Test
    void refusesAClientWithoutACertificateWhereOneIsRequired() throws Exception {
        try (Server server = server(pem("one"), ClientCertificate.REQUIRED)) {
            assertThatThrownBy(() -> {
                        try (RawSocket client = connect(server, "tls")) {
                            client.send(FRAME).receive(1);
                        }
                    })
                    .isInstanceOf(IOException.class);
            assertThat(server.core.all).isEmpty();
        }
    }

    @Test
    void refusesACertificateOfNobodyWeTrust() throws Exception {
        try (Server server = server(pem("one"), ClientCertificate.OPTIONAL)) {
            assertThatThrownBy(() -> {
                        try (RawSocket client = connect(server, "tls", two, "TLSv1.2")) {
                            client.send(FRAME).receive(1);
                        }
                    })
                    .isInstanceOf(IOException.class);
            assertThat(server.core.all).isEmpty();
        }
    }

    @Test
    void takesAClientWithoutACertificateWhereItIsOptional() throws Exception {
        try (Server server = server(pem("one"), ClientCertificate.OPTIONAL);
                RawSocket client = connect(server, "tls")) {
            assertThat(client.send(FRAME).receive(FRAME.length)).isEqualTo(FRAME);
            assertThat(server.core.accepted().link.peer().certificateName()).isNull();
        }
    }

    @Test
    void readsNewFilesWhileOldConnectionsLiveOn() throws Exception {
        Path store = Files.copy(one, folder.resolve("reload.p12"), StandardCopyOption.REPLACE_EXISTING);
        try (Server server = Server.of(FakeConnection::echo)
                        .tls(settings(new KeySource.Pkcs12(store, Certificates.PASSWORD), ClientCertificate.NONE, 50))
                        .start();
                RawSocket before = connect(server, "tls")) {
            assertThat(nameOfServer(before)).isEqualTo("one.example");
            Files.copy(two, store, StandardCopyOption.REPLACE_EXISTING);

            await().until(() -> nameOfServer(server).equals("two.example"));
            assertThat(before.send(FRAME).receive(FRAME.length)).isEqualTo(FRAME);

            Files.writeString(store, "not a key store");
            await().during(Duration.ofMillis(300))
                    .until(() -> nameOfServer(server).equals("two.example"));

            Files.copy(one, store, StandardCopyOption.REPLACE_EXISTING);
            await().until(() -> nameOfServer(server).equals("one.example"));
        }
    }

    @Test
    void closesWhoDoesNotFinishTheHandshakeInTime() throws Exception {
        try (Server server = Server.of(FakeConnection::echo)
                        .tls(settings(pem("one"), ClientCertificate.NONE, 0))
                        .connectTimeoutMillis(200)
                        .start();
                RawSocket client = server.connect("tls")) {
            client.send(new byte[] {0x16, 0x03, 0x01});

            assertThat(client.receiveToEnd()).isEmpty();
            await().until(() -> server.listeners.admission().connections() == 0);
        }
    }

    @Test
    void closesWhoDoesNotSpeakTls() throws Exception {
        try (Server server = server(pem("one"));
                RawSocket client = server.connect("tls")) {
            client.send(new byte[] {0x10, 0x0E, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 60, 0, 2, 'm', 'e'});

            client.receiveToEnd(); // an alert, perhaps
            assertThat(server.core.all).isEmpty();
        }
    }

    // ---- what the tests need

    /** Shows its certificate whoever the server says it trusts. */
    private static final class Always extends X509ExtendedKeyManager {
        private final X509KeyManager keys;
        private final String alias;

        Always(X509KeyManager keys, Path identity) {
            this.keys = keys;
            this.alias = identity.getFileName().toString().replace(".p12", "");
        }

        @Override
        public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
            return alias;
        }

        @Override
        public X509Certificate[] getCertificateChain(String any) {
            return keys.getCertificateChain(alias);
        }

        @Override
        public PrivateKey getPrivateKey(String any) {
            return keys.getPrivateKey(alias);
        }

        @Override
        public String[] getClientAliases(String type, Principal[] issuers) {
            return new String[] {alias};
        }

        @Override
        public String[] getServerAliases(String type, Principal[] issuers) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
            throw new UnsupportedOperationException();
        }
    }

    private static KeySource pem(String name) throws IOException, GeneralSecurityException {
        Path store = folder.resolve(name + ".p12");
        return new KeySource.Pem(certificates.certificates(store, name), certificates.key(store, name), null);
    }

    private static TlsSettings settings(KeySource key, ClientCertificate wanted, long reloadMillis)
            throws IOException, GeneralSecurityException {
        Path authorities = wanted == ClientCertificate.NONE ? null : certificates.certificates(authority, "authority");
        return new TlsSettings(key, wanted, authorities, BOTH, List.of(), reloadMillis);
    }

    private static Server server(KeySource key) throws IOException, GeneralSecurityException {
        return server(key, ClientCertificate.NONE);
    }

    private static Server server(KeySource key, ClientCertificate wanted) throws IOException, GeneralSecurityException {
        return Server.of(FakeConnection::echo).tls(settings(key, wanted, 0)).start();
    }

    private static RawSocket connect(Server server, String listener) throws IOException, GeneralSecurityException {
        return connect(server, listener, null, "TLSv1.3");
    }

    private static RawSocket connect(Server server, String listener, @Nullable Path identity, String version)
            throws IOException, GeneralSecurityException {
        var address = server.address(listener);
        SSLSocket socket =
                (SSLSocket) context(identity).getSocketFactory().createSocket(address.getAddress(), address.getPort());
        socket.setEnabledProtocols(new String[] {version});
        RawSocket client = new RawSocket(socket);
        try {
            socket.startHandshake();
        } catch (SSLException e) {
            client.close();
            throw e;
        }
        return client;
    }

    private static SSLContext context(@Nullable Path identity) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("one", Certificates.load(one).getCertificate("one"));
        trusted.setCertificateEntry("two", Certificates.load(two).getCertificate("two"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
        keys.init(identity == null ? null : onlyOwn(identity), Certificates.PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        KeyManager[] managers = identity == null
                ? keys.getKeyManagers()
                : new KeyManager[] {new Always((X509KeyManager) keys.getKeyManagers()[0], identity)};
        context.init(managers, trust.getTrustManagers(), null);
        return context;
    }

    /** A store that was signed with holds its signer's key as well. */
    private static KeyStore onlyOwn(Path identity) throws IOException, GeneralSecurityException {
        KeyStore store = Certificates.load(identity);
        if (store.size() > 1) {
            store.deleteEntry("authority");
        }
        return store;
    }

    private static String nameOfServer(Server server) throws IOException, GeneralSecurityException {
        try (RawSocket client = connect(server, "tls")) {
            return nameOfServer(client);
        }
    }

    private static String nameOfServer(RawSocket client) throws SSLException {
        var certificate =
                (X509Certificate) ((SSLSocket) client.socket).getSession().getPeerCertificates()[0];
        return certificate.getSubjectX500Principal().getName().replaceAll("^.*CN=([^,]+).*$", "$1");
    }
}
