package io.robustmq.broker.server.access;

import io.robustmq.broker.core.access.AuthOutcome;
import io.robustmq.broker.core.access.AuthOutcome.Accepted;
import io.robustmq.broker.core.access.AuthOutcome.Refused;
import io.robustmq.broker.core.access.Authenticator;
import io.robustmq.broker.core.access.Credentials;
import io.robustmq.broker.core.access.Identity;
import io.robustmq.broker.mqtt.ReasonCode;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Recognises users: by password, by SCRAM-SHA-256, by client certificate, or as nobody.
 *
 * <p>An unknown user takes as long as a known one with a wrong password, and gets the same answer. A user who was changed
 * or removed while the password was checked is refused.
 */
final class UserAuthenticator implements Authenticator {
    private static final int SERVER_NONCE_BYTES = 18;
    private static final AuthOutcome BAD_LOGIN = new Refused(ReasonCode.BAD_USER_NAME_OR_PASSWORD, null);
    private static final AuthOutcome BLOCKED = new Refused(ReasonCode.BANNED, null);

    private final AccessSettings settings;
    private final PasswordChecks checks;
    private final AccessCounters counters;
    private final SecureRandom random = new SecureRandom();
    private final LongSupplier wallClockMillis;
    private volatile Known known;

    /** Who there is and who is turned away, as they were made known together. */
    private record Known(Users users, BlockList blocked) {}

    /** @param wallClockMillis tells whether an entry of the block list has ended */
    UserAuthenticator(
            AccessSettings settings,
            Users users,
            BlockList blocked,
            PasswordChecks checks,
            AccessCounters counters,
            LongSupplier wallClockMillis) {
        this.settings = settings;
        this.wallClockMillis = wallClockMillis;
        this.known = new Known(users, blocked);
        this.checks = checks;
        this.counters = counters;
    }

    /** From now on these are the users, and those who are turned away. */
    void use(Users users, BlockList blocked) {
        known = new Known(users, blocked);
    }

    @Override
    public void authenticate(Credentials credentials, Consumer<AuthOutcome> answer) {
        Consumer<AuthOutcome> counted = counters.counting(answer);
        String username = credentials.username();
        if (isBlocked(
                credentials,
                username)) { // before anything slow; who comes under another name is asked again when known
            counted.accept(BLOCKED);
        } else if (isCertificateUser(credentials)) {
            counted.accept(certificateUser(credentials));
        } else if (username == null) {
            counted.accept(nobody(credentials));
        } else if (credentials.password() == null) {
            counted.accept(BAD_LOGIN);
        } else {
            checkPassword(credentials, username, credentials.password(), counted);
        }
    }

    /** A user name beside the certificate must be the certificate's, or come with its own password. */
    private boolean isCertificateUser(Credentials credentials) {
        String name = credentials.peer().certificateName();
        boolean noOther = credentials.username() == null
                || (credentials.username().equals(name) && credentials.password() == null);
        return settings.certificateUsers() && name != null && !name.isEmpty() && noOther;
    }

    private AuthOutcome certificateUser(Credentials credentials) {
        String name = credentials.peer().certificateName();
        User user = name == null ? null : known.users().find(name);
        return accepted(credentials, name, user != null && user.superuser(), null);
    }

    private AuthOutcome nobody(Credentials credentials) {
        if (credentials.password() != null) { // MQTT 5.0 §3.1.2.9 lets a password come alone; here it is nobody's
            return BAD_LOGIN;
        }
        return settings.allowAnonymous()
                ? accepted(credentials, null, false, null)
                : new Refused(ReasonCode.NOT_AUTHORIZED, "a user name is needed");
    }

    private void checkPassword(
            Credentials credentials, String username, byte[] password, Consumer<AuthOutcome> answer) {
        Users directory = known.users();
        User user = directory.find(username);
        PasswordHash own = user == null ? null : user.password();
        PasswordHash hash = own == null ? directory.decoyHash() : own;
        if (hash == null) {
            answer.accept(BAD_LOGIN);
            return;
        }
        Tag tag = directory.tag(username, password);
        if (user != null && directory.isKnownRight(username, tag)) {
            counters.remembered();
            answer.accept(accepted(credentials, username, user.superuser(), null));
            return;
        }
        checks.check(
                tag,
                () -> hash.matches(password),
                credentials.peer().address(),
                result -> answer.accept(
                        switch (result) {
                            case BUSY -> new Refused(ReasonCode.SERVER_BUSY, "too many clients log in at once");
                            case WRONG -> BAD_LOGIN;
                            case RIGHT ->
                                user == null || own == null
                                        ? BAD_LOGIN
                                        : rightPassword(credentials, user, directory, tag);
                        }));
    }

    private AuthOutcome rightPassword(Credentials credentials, User user, Users directory, Tag tag) {
        if (settings.rememberPasswords()) {
            directory.rememberRight(user.name(), tag);
        }
        return acceptedIfUnchanged(credentials, user, null);
    }

    private boolean isBlocked(Credentials credentials, @Nullable String username) {
        return known.blocked()
                .blocks(credentials.clientId(), username, credentials.peer().address(), wallClockMillis.getAsLong());
    }

    @Override
    public @Nullable Exchange exchange(String method, Credentials credentials) {
        Users directory = known.users();
        if (!method.equals(ScramVerifier.METHOD) || !directory.offersScram()) {
            return null;
        }
        byte[] nonce = new byte[SERVER_NONCE_BYTES];
        random.nextBytes(nonce);
        ScramExchange exchange = new ScramExchange(
                directory::scramCandidate,
                credentials.username(),
                Base64.getEncoder().encodeToString(nonce),
                (user, data) -> acceptedIfUnchanged(credentials, user, data));
        return (data, answer) -> exchange.step(data, counters.counting(answer));
    }

    /** Users may have changed since this one was looked up. */
    private AuthOutcome acceptedIfUnchanged(Credentials credentials, User found, byte @Nullable [] data) {
        User now = known.users().find(found.name());
        if (now == null || !now.hasSecretsOf(found)) {
            return BAD_LOGIN;
        }
        return accepted(credentials, now.name(), now.superuser(), data);
    }

    private AuthOutcome accepted(
            Credentials credentials, @Nullable String username, boolean superuser, byte @Nullable [] data) {
        if (isBlocked(credentials, username)) {
            return BLOCKED;
        }
        return new Accepted(
                new Identity(
                        credentials.clientId(), username, credentials.peer().address(), superuser),
                data);
    }
}
