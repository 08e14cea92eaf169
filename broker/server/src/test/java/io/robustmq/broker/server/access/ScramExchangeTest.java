package io.robustmq.broker.server.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.robustmq.broker.core.access.AuthOutcome;
import io.robustmq.broker.core.access.AuthOutcome.Accepted;
import io.robustmq.broker.core.access.AuthOutcome.Challenge;
import io.robustmq.broker.core.access.AuthOutcome.Refused;
import io.robustmq.broker.core.access.Identity;
import io.robustmq.broker.mqtt.ReasonCode;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScramExchangeTest {
    /** Made from the salt and password of RFC 7677 §3. */
    private static final ScramVerifier PENCIL = ScramVerifier.parse("SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ=="
            + "$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=");

    private static final String RFC_SERVER_NONCE = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";

    @Test
    void speaksTheDialogueOfTheStandard() {
        ScramExchange exchange = exchange(null);

        assertThat(challenge(step(exchange, "n,,n=user,r=rOprNGfwEbeRWgbNEkqO")))
                .isEqualTo("r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096");
        assertThat(step(
                        exchange,
                        "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                                + "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="))
                .isInstanceOfSatisfying(Accepted.class, accepted -> {
                    assertThat(accepted.identity().username()).isEqualTo("user");
                    assertThat(accepted.data())
                            .asString(UTF_8)
                            .isEqualTo("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
                });
    }

    @Test
    void makesTheVerifierOfTheStandard() {
        byte[] salt = Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ==");

        assertThat(ScramVerifier.of("pencil", salt, 4096)).hasToString(PENCIL.toString());
    }

    @Test
    void aWrongPasswordIsRefused() throws Exception {
        ScramExchange exchange = exchange(null);
        ScramClient client = new ScramClient("user", "pen", "abc");

        byte[] challenge = challenge(step(exchange, client.first())).getBytes(UTF_8);

        assertThat(step(exchange, client.last(challenge)))
                .isEqualTo(new Refused(ReasonCode.BAD_USER_NAME_OR_PASSWORD, null));
    }

    @Test
    void anUnknownUserIsChallengedAndRefusedAlike() throws Exception {
        ScramExchange exchange = exchange(null);
        ScramClient client = new ScramClient("mallory", "pencil", "abc");

        byte[] challenge = challenge(step(exchange, client.first())).getBytes(UTF_8);

        assertThat(step(exchange, client.last(challenge)))
                .isEqualTo(new Refused(ReasonCode.BAD_USER_NAME_OR_PASSWORD, null));
    }

    @Test
    void aClientThatWouldBindToTheChannelIfItCouldIsWelcome() throws Exception {
        ScramExchange exchange = exchange(null);
        ScramClient client = new ScramClient("y,a=user,", "user", "pencil", "abc");

        byte[] challenge = challenge(step(exchange, client.first())).getBytes(UTF_8);

        assertThat(step(exchange, client.last(challenge)))
                .isInstanceOfSatisfying(Accepted.class, accepted -> assertThat(accepted.data())
                        .isEqualTo(client.expectedServerFinal()));
    }

    @Test
    void theUserMustBeTheOneOfConnect() {
        assertThat(step(exchange("alice"), "n,,n=user,r=abc"))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).isEqualTo(ReasonCode.NOT_AUTHORIZED));
        assertThat(step(exchange("user"), "n,,n=user,r=abc")).isInstanceOf(Challenge.class);
    }

    @Test
    void aProofDoesNotServeTwice() throws Exception {
        ScramExchange exchange = exchange(null);
        ScramClient client = new ScramClient("user", "pencil", "abc");
        byte[] last = client.last(challenge(step(exchange, client.first())).getBytes(UTF_8));
        step(exchange, last);

        assertThat(step(exchange, last)).isInstanceOf(Refused.class);

        ScramExchange other = new ScramExchange(ScramExchangeTest::find, null, "other", ScramExchangeTest::accepted);
        step(other, client.first());
        assertThat(step(other, last)).isInstanceOf(Refused.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "n",
                "n,,",
                "n,,n=user",
                "n,,r=abc,n=user",
                "n,,n=user,r=",
                "n,,n=user,r=a b",
                "n,,n=us=er,r=abc",
                "n,,m=1,n=user,r=abc",
                "n,a=alice,n=user,r=abc",
                "p=tls-unique,,n=user,r=abc",
                "x,,n=user,r=abc"
            })
    void aMalformedFirstMessageEndsTheExchange(String first) {
        ScramExchange exchange = exchange(null);

        assertThat(step(exchange, first)).isInstanceOf(Refused.class);
        assertThat(step(exchange, "n,,n=user,r=abc")).isInstanceOf(Refused.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "c=biws,r=abc%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0",
                "c=biws,r=abc%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=",
                "c=biws,r=abc%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=AAAA",
                "c=biws,r=abc%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=!",
                "c=eSws,r=abc%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
                "c=biws,r=abc,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
            })
    void aMalformedFinalMessageIsRefused(String last) {
        ScramExchange exchange = exchange(null);
        step(exchange, "n,,n=user,r=abc");

        assertThat(step(exchange, last)).isInstanceOf(Refused.class);
    }

    @Test
    void aMissingOrBrokenMessageIsRefused() {
        assertThat(step(exchange(null), (byte @Nullable []) null)).isInstanceOf(Refused.class);
        assertThat(step(exchange(null), new byte[] {'n', ',', ',', 'n', '=', (byte) 0xC3}))
                .isInstanceOf(Refused.class);
        assertThat(step(exchange(null), "n,,n=" + "x".repeat(5000) + ",r=abc")).isInstanceOf(Refused.class);
    }

    @Test
    void namesMayHoldCommasAndEqualsSigns() {
        ScramClient client = new ScramClient("a,b=c=2C", "x", "abc");
        AtomicReference<String> name = new AtomicReference<>();

        step(
                new ScramExchange(
                        written -> {
                            name.set(written);
                            return find(written);
                        },
                        null,
                        "s",
                        ScramExchangeTest::accepted),
                client.first());

        assertThat(name).hasValue("a,b=c=2C");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SCRAM-SHA-1$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
                "SCRAM-SHA-256$1000:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
                "SCRAM-SHA-256$4096:W22Z$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
                "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU="
            })
    void refusesOtherVerifiers(String text) {
        assertThatThrownBy(() -> ScramVerifier.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    private static ScramExchange exchange(@Nullable String connectUsername) {
        return new ScramExchange(
                ScramExchangeTest::find, connectUsername, RFC_SERVER_NONCE, ScramExchangeTest::accepted);
    }

    private static ScramExchange.Candidate find(String name) {
        return new ScramExchange.Candidate(name.equals("user") ? new User(name, null, PENCIL, false) : null, PENCIL);
    }

    private static AuthOutcome accepted(User user, byte[] data) {
        return new Accepted(new Identity("c", user.name(), "10.0.0.1", false), data);
    }

    private static AuthOutcome step(ScramExchange exchange, String data) {
        return step(exchange, data.getBytes(UTF_8));
    }

    private static AuthOutcome step(ScramExchange exchange, byte @Nullable [] data) {
        AtomicReference<AuthOutcome> outcome = new AtomicReference<>();
        exchange.step(data, outcome::set);
        return outcome.get();
    }

    private static String challenge(AuthOutcome outcome) {
        assertThat(outcome).isInstanceOf(Challenge.class);
        return new String(((Challenge) outcome).data(), UTF_8);
    }
}
