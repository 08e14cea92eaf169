package io.robustmq.broker.server.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LayeredUsersTest {
    private static final PasswordHash HASH = PasswordHash.Bcrypted.of("secret".getBytes(UTF_8), 4);
    private static final ScramVerifier VERIFIER = ScramVerifier.of("secret", new byte[16], 4096);

    private final UserDirectory first =
            directory(new User("both", HASH, null, false), new User("one", HASH, null, true));
    private final UserDirectory second =
            directory(new User("both", null, VERIFIER, true), new User("two", null, VERIFIER, false));
    private final Users users = new LayeredUsers(first, second);

    private static UserDirectory directory(User... users) {
        return new UserDirectory(List.of(users), "secret".getBytes(UTF_8));
    }

    @Test
    void aNameOfTheFirstIsTheFirstsAlone() {
        assertThat(users.find("both")).isEqualTo(first.find("both"));
        assertThat(users.find("one")).isNotNull();
        assertThat(users.find("two")).isNotNull();
        assertThat(users.find("three")).isNull();
    }

    @Test
    void nobodyComesByTheSecondsVerifierUnderANameOfTheFirst() {
        assertThat(users.findByScram("both")).isNull();
        assertThat(users.scramCandidate("both").user()).isNull();
        assertThat(users.scramCandidate("two").user()).isNotNull();
        assertThat(users.findByScram("\uFF42oth")).as("another spelling of it").isNull();
    }

    @Test
    void aPasswordIsRememberedWhereItsUserIs() {
        Tag one = users.tag("one", "secret".getBytes(UTF_8));
        Tag two = users.tag("two", "secret".getBytes(UTF_8));
        users.rememberRight("one", one);
        users.rememberRight("two", two);

        assertThat(first.isKnownRight("one", one)).isTrue();
        assertThat(second.isKnownRight("two", two)).isTrue();
        assertThat(users.isKnownRight("one", one)).isTrue();
        assertThat(users.isKnownRight("one", two)).isFalse();
        assertThat(new LayeredUsers(first, UserDirectory.NOBODY).isKnownRight("two", two))
                .isFalse();
    }

    @Test
    void decoysComeFromWhoeverHasSome() {
        assertThat(users.decoyHash()).isNotNull();
        assertThat(new LayeredUsers(UserDirectory.NOBODY, first).decoyHash()).isNotNull();
        assertThat(new LayeredUsers(UserDirectory.NOBODY, UserDirectory.NOBODY).decoyHash())
                .isNull();
        assertThat(users.offersScram()).isTrue();
        assertThat(new LayeredUsers(first, UserDirectory.NOBODY).offersScram()).isFalse();
        assertThat(users.decoyVerifier("three").iterations()).isEqualTo(VERIFIER.iterations());
    }
}
