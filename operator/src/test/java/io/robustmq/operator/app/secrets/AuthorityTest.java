package io.robustmq.operator.app.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AuthorityTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void whatItSignsIsTrustedByItsCertificateAndHasTheNames() throws Exception {
        Authority authority = Authority.found("demo", NOW);
        Authority again = new Authority(authority.certificate(), authority.key());

        Authority.Signed signed = again.sign(List.of("demo-mqtt", "*.example.org"), NOW);

        X509Certificate root = Authority.read(authority.certificate());
        X509Certificate leaf = Authority.read(signed.certificate());
        leaf.verify(root.getPublicKey());
        assertThat(leaf.getIssuerX500Principal()).isEqualTo(root.getSubjectX500Principal());
        assertThat(leaf.getSubjectAlternativeNames())
                .extracting(name -> name.get(1))
                .isEqualTo(List.of("demo-mqtt", "*.example.org"));
        assertThat(root.getBasicConstraints()).isZero();
        assertThat(leaf.getBasicConstraints()).isEqualTo(-1);
        assertThat(leaf.getExtendedKeyUsage()).hasSize(2);
        assertThat(signed.key()).startsWith("-----BEGIN PRIVATE KEY-----\n");
    }

    @Test
    void aCertificateIsOldWhenTwoThirdsOfItsLifeAreOver() {
        String leaf = Authority.found("demo", NOW).sign(List.of("a"), NOW).certificate();

        assertThat(Authority.isOld(leaf, NOW.plus(Duration.ofDays(240)))).isFalse();
        assertThat(Authority.isOld(leaf, NOW.plus(Duration.ofDays(250)))).isTrue();
        assertThat(Authority.isOld("nonsense", NOW)).isTrue();
    }
}
