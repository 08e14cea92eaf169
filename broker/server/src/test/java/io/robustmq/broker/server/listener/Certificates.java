package io.robustmq.broker.server.listener;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Keys and certificates made on the spot with the JDK's keytool, in one folder. */
public final class Certificates {
    public static final String PASSWORD = "changeit";

    /** The object identifier 1.2.840.113549.1.5.13: what {@link javax.crypto.EncryptedPrivateKeyInfo} cannot write itself. */
    private static final byte[] PBES2 = {
        0x06, 0x09, 0x2A, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xF7, 0x0D, 0x01, 0x05, 0x0D
    };

    private final Path folder;

    public Certificates(Path folder) {
        this.folder = folder;
    }

    /** A key with a certificate of its own making, as {@code name.p12}. */
    public Path selfSigned(String name, String commonName, String... more) {
        Path store = folder.resolve(name + ".p12");
        List<String> command = new ArrayList<>(List.of(
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + commonName + ",O=RobustMQ",
                "-validity",
                "2",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-keystore",
                store.toString()));
        command.addAll(Arrays.asList(more));
        keytool(command);
        return store;
    }

    /** A key whose certificate the authority of {@code signer} has signed, with that authority's behind it. */
    public Path signedBy(Path signer, String name, String commonName) {
        String alias = signer.getFileName().toString().replace(".p12", "");
        return selfSigned(
                name,
                commonName,
                "-signer",
                alias,
                "-signerkeypass",
                PASSWORD,
                "-keystore",
                merged(signer, name).toString());
    }

    /** Keytool signs with keys of the same store only: begin with a copy of the signer's. */
    private Path merged(Path signer, String name) {
        try {
            return Files.copy(signer, folder.resolve(name + ".p12"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path certificates(Path store, String alias) throws IOException, GeneralSecurityException {
        StringBuilder pem = new StringBuilder();
        for (Certificate certificate : load(store).getCertificateChain(alias)) {
            pem.append(block("CERTIFICATE", certificate.getEncoded()));
        }
        return write(alias + ".crt", pem.toString());
    }

    public Path key(Path store, String alias) throws IOException, GeneralSecurityException {
        Key key = load(store).getKey(alias, PASSWORD.toCharArray());
        return write(alias + ".key", block("PRIVATE KEY", key.getEncoded()));
    }

    Path encryptedKey(Path store, String alias, String password) throws IOException, GeneralSecurityException {
        String algorithm = "PBEWithHmacSHA256AndAES_256";
        Cipher cipher = Cipher.getInstance(algorithm);
        cipher.init(
                Cipher.ENCRYPT_MODE,
                SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(password.toCharArray())));
        byte[] encrypted =
                cipher.doFinal(load(store).getKey(alias, PASSWORD.toCharArray()).getEncoded());
        byte[] how = der(0x30, Frame.join(PBES2, cipher.getParameters().getEncoded()));
        byte[] info = der(0x30, Frame.join(how, der(0x04, encrypted)));
        return write(alias + ".encrypted.key", block("ENCRYPTED PRIVATE KEY", info));
    }

    private static byte[] der(int tag, byte[] content) {
        byte[] start = content.length < 0x80
                ? new byte[] {(byte) tag, (byte) content.length}
                : new byte[] {(byte) tag, (byte) 0x82, (byte) (content.length >> 8), (byte) content.length};
        return Frame.join(start, content);
    }

    public static KeyStore load(Path store) throws IOException, GeneralSecurityException {
        return KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static String block(String type, byte[] bytes) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return "-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n";
    }

    private static void keytool(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(arguments);
        command.addAll(List.of("-storepass", PASSWORD, "-storetype", "PKCS12"));
        try {
            Process keytool =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (keytool.waitFor() != 0) {
                throw new IllegalStateException("keytool: " + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
