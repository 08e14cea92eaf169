package io.robustmq.operator.app.secrets;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority of one cluster, as PEM: who has {@code certificate} can check what it signs. Keys are of the curve P-256. */
record Authority(String certificate, String key) {
    private static final Duration OF_AUTHORITY = Duration.ofDays(3_650);
    private static final Duration OF_SERVER = Duration.ofDays(365);
    private static final Duration CLOCKS_APART = Duration.ofMinutes(10);
    private static final int SERIAL_BITS = 127;

    /** A server's certificate and its key. */
    record Signed(String certificate, String key) {}

    static Authority found(String cluster, Instant now) {
        try {
            KeyPair pair = pair();
            X500Name name = new X500Name("CN=RobustMQ " + cluster + ",O=RobustMQ");
            var builder = builder(name, name, pair.getPublic(), now, OF_AUTHORITY)
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            return new Authority(
                    pem("CERTIFICATE", sign(builder, pair.getPrivate()).getEncoded()), pem(pair));
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new IllegalStateException("no certificate authority can be made", e);
        }
    }

    /** @param dnsNames names and patterns such as {@code *.example.org}, at least one */
    Signed sign(List<String> dnsNames, Instant now) {
        try {
            KeyPair pair = pair();
            X500Name issuer = X500Name.getInstance(
                    read(certificate).getSubjectX500Principal().getEncoded());
            GeneralName[] names = dnsNames.stream()
                    .map(name -> new GeneralName(GeneralName.dNSName, name))
                    .toArray(GeneralName[]::new);
            var builder = builder(issuer, new X500Name("CN=robustmq"), pair.getPublic(), now, OF_SERVER)
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                    .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(new KeyPurposeId[] {
                        KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
                    }))
                    .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
            return new Signed(pem("CERTIFICATE", sign(builder, privateKey()).getEncoded()), pem(pair));
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new IllegalStateException("no certificate can be signed", e);
        }
    }

    /** Whether two thirds of a certificate's life are over: time for the next. What cannot be read is over, too. */
    static boolean isOld(String pem, Instant now) {
        try {
            X509Certificate certificate = read(pem);
            Instant from = certificate.getNotBefore().toInstant();
            Duration life = Duration.between(from, certificate.getNotAfter().toInstant());
            return now.isAfter(from.plus(life.multipliedBy(2).dividedBy(3)));
        } catch (GeneralSecurityException _) {
            return true;
        }
    }

    static X509Certificate read(String pem) throws GeneralSecurityException {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    }

    private PrivateKey privateKey() throws GeneralSecurityException {
        String base64 = key.replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
        return KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
    }

    private static KeyPair pair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private static X509v3CertificateBuilder builder(
            X500Name issuer, X500Name subject, PublicKey key, Instant now, Duration life) {
        return new JcaX509v3CertificateBuilder(
                issuer,
                new BigInteger(SERIAL_BITS, new SecureRandom()).setBit(0),
                Date.from(now.minus(CLOCKS_APART)),
                Date.from(now.plus(life)),
                subject,
                key);
    }

    private static X509Certificate sign(X509v3CertificateBuilder builder, PrivateKey key)
            throws GeneralSecurityException, OperatorCreationException {
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
    }

    private static String pem(KeyPair pair) {
        return pem("PRIVATE KEY", pair.getPrivate().getEncoded());
    }

    private static String pem(String what, byte[] der) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + what + "-----\n";
    }
}
