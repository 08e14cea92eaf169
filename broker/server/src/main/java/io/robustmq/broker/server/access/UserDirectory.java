package io.robustmq.broker.server.access;

import java.security.SecureRandom;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The users of one version of the access file, and what was learned of their passwords since it was read. Safe for use from
 * every thread.
 *
 * <p><b>Remembered passwords.</b> A slow hash is what makes ten thousand clients wait when they all come back at once. So
 * the password that was last found right for a user is remembered as an HMAC-SHA-256 under a key that is made afresh for
 * every version of the file and never leaves this object: at most one a user, gone with the next version. Only a right
 * password is quick to check, so an attacker who guesses waits as before; the one who can read this process's memory sees
 * passwords in CONNECT packets anyway.
 */
final class UserDirectory implements Users {
    private static final int TAG_KEY_BYTES = 32;

    /** Nobody is there. */
    static final UserDirectory NOBODY = new UserDirectory(List.of(), new byte[1]);

    private final Map<String, User> byName;
    private final Map<String, User> byScramName;
    private final @Nullable PasswordHash decoyHash;
    private final @Nullable ScramVerifier commonVerifier;
    private final byte[] scramSecret;
    private final byte[] tagKey = new byte[TAG_KEY_BYTES];
    private final Map<String, Tag> rightTags = new ConcurrentHashMap<>();

    /** @param scramSecret what decoys are made from: the same secret makes the same decoys */
    UserDirectory(List<User> users, byte[] scramSecret) {
        this.byName = users.stream().collect(Collectors.toUnmodifiableMap(User::name, Function.identity()));
        this.byScramName = byScramName(users);
        this.decoyHash = mostCommon(users.stream().map(User::password).toList(), PasswordHash::parameters);
        this.commonVerifier = mostCommon(users.stream().map(User::scram).toList(), ScramVerifier::iterations);
        this.scramSecret = scramSecret;
        new SecureRandom().nextBytes(tagKey);
    }

    private static Map<String, User> byScramName(List<User> users) {
        Map<String, User> map = new HashMap<>();
        for (User user : users) {
            if (user.scram() != null) {
                map.put(SaslPrep.prepare(user.name()), user);
            }
        }
        return map;
    }

    private static <T> @Nullable T mostCommon(Collection<? extends @Nullable T> all, Function<T, ?> kind) {
        return all.stream().filter(Objects::nonNull).collect(Collectors.groupingBy(kind::apply)).values().stream()
                .max((a, b) -> Integer.compare(a.size(), b.size()))
                .map(List::getFirst)
                .orElse(null);
    }

    @Override
    public @Nullable User find(String name) {
        return byName.get(name);
    }

    @Override
    public @Nullable User findByScram(String writtenName) {
        return byScramName.get(SaslPrep.preparedIfPossible(writtenName));
    }

    @Override
    public @Nullable PasswordHash decoyHash() {
        return decoyHash;
    }

    /** Of this directory, and no other. */
    @Override
    public Tag tag(String name, byte[] password) {
        return Tag.of(tagKey, 0, name, password);
    }

    @Override
    public boolean isKnownRight(String name, Tag tag) {
        return tag.equals(rightTags.get(name));
    }

    @Override
    public void rememberRight(String name, Tag tag) {
        rightTags.put(name, tag);
    }

    @Override
    public boolean offersScram() {
        return commonVerifier != null;
    }

    @Override
    public ScramVerifier decoyVerifier(String writtenName) {
        if (commonVerifier == null) {
            throw new IllegalStateException("nobody here comes by SCRAM");
        }
        return commonVerifier.decoy(scramSecret, SaslPrep.preparedIfPossible(writtenName));
    }
}
