package io.robustmq.broker.server.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class UserDirectoryTest {
    private static final byte[] SECRET = "the same on every node".getBytes(UTF_8);
    private static final PasswordHash HASH = PasswordHash.Bcrypted.of("secret".getBytes(UTF_8), 4);
    private static final ScramVerifier VERIFIER = ScramVerifier.of("secret", new byte[20], 8192);

    @Test
    void anUnknownUserIsGivenTheSameSaltEveryTime() {
        ScramExchange.Candidate first = directory().scramCandidate("mallory");
        ScramExchange.Candidate again = directory().scramCandidate("mallory");
        ScramExchange.Candidate other = directory().scramCandidate("trudy");

        assertThat(first.user()).isNull();
        assertThat(first.verifier().salt())
                .isEqualTo(again.verifier().salt())
                .isNotEqualTo(other.verifier().salt());
    }

    @Test
    void anUnknownUsersChallengeLooksLikeTheOthers() {
        ScramVerifier decoy = directory().scramCandidate("mallory").verifier();

        assertThat(decoy.iterations()).isEqualTo(VERIFIER.iterations());
        assertThat(decoy.salt()).hasSameSizeAs(VERIFIER.salt());
    }

    @Test
    void aUserWithoutVerifierIsUnknownToScram() {
        assertThat(directory().scramCandidate("plain").user()).isNull();
        assertThat(directory().scramCandidate("both").user()).isNotNull();
    }

    @Test
    void namesAreComparedInTheirPreparedForm() {
        UserDirectory directory = new UserDirectory(List.of(new User("\u2168", null, VERIFIER, false)), SECRET);

        assertThat(directory.scramCandidate("IX").user()).isNotNull();
    }

    @Test
    void scramIsOfferedWhenSomebodyHasAVerifier() {
        assertThat(directory().offersScram()).isTrue();
        assertThat(new UserDirectory(List.of(new User("plain", HASH, null, false)), SECRET).offersScram())
                .isFalse();
    }

    @Test
    void theDecoyCostsWhatMostUsersCost() {
        PasswordHash dear = PasswordHash.Bcrypted.of("x".getBytes(UTF_8), 6);
        UserDirectory directory = new UserDirectory(
                List.of(
                        new User("a", dear, null, false),
                        new User("b", HASH, null, false),
                        new User("c", HASH, null, false),
                        new User("d", null, VERIFIER, false)),
                SECRET);

        assertThat(directory.decoyHash()).isNotNull();
        assertThat(directory.decoyHash().parameters()).isEqualTo(HASH.parameters());
        assertThat(new UserDirectory(List.of(), SECRET).decoyHash()).isNull();
    }

    @Test
    void tagsBelongToOneDirectoryAndTellNameFromPassword() {
        UserDirectory directory = directory();

        assertThat(directory.tag("ab", "c".getBytes(UTF_8)))
                .isEqualTo(directory.tag("ab", "c".getBytes(UTF_8)))
                .isNotEqualTo(directory.tag("a", "bc".getBytes(UTF_8)))
                .isNotEqualTo(directory().tag("ab", "c".getBytes(UTF_8)));
    }

    private static UserDirectory directory() {
        return new UserDirectory(
                List.of(new User("plain", HASH, null, false), new User("both", HASH, VERIFIER, false)), SECRET);
    }
}
