package io.robustmq.broker.server.placement;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.robustmq.broker.server.access.PasswordHash;
import io.robustmq.broker.server.access.SaslPrep;
import io.robustmq.broker.server.access.ScramVerifier;
import io.robustmq.broker.server.access.Tag;
import io.robustmq.broker.server.access.User;
import io.robustmq.broker.server.access.Users;
import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.image.Versioned;
import io.robustmq.placement.state.model.Kind;
import io.robustmq.placement.state.model.Ref;
import io.robustmq.placement.state.model.Tenant;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The users of the default tenant in an image, looked up in it as they are asked for: a change of one costs nothing for the others.
 *
 * <p>SCRAM names are compared with the prepared form of what the client wrote; a user whose stored name is in another form is
 * found only by who writes it so.
 *
 * @param decoyHash costs what most users' cost; null if nobody has one
 * @param commonVerifier null if nobody comes by SCRAM
 */
record KeptUsers(
        ClusterImage image,
        Learned learned,
        @Nullable PasswordHash decoyHash,
        @Nullable ScramVerifier commonVerifier) implements Users {

    /** Passwords that were found right, by the version of their user: those of another version never match. For all images. */
    static final class Learned {
        private static final int KEY_BYTES = 32;

        private final byte[] key = new byte[KEY_BYTES];
        private final Map<String, Tag> right = new ConcurrentHashMap<>();

        Learned() {
            new SecureRandom().nextBytes(key);
        }

        void forget(String name) {
            right.remove(name);
        }
    }

    private @Nullable Versioned stored(String name) {
        return image.find(new Ref(Kind.USER, Tenant.DEFAULT, name));
    }

    @Override
    public @Nullable User find(String name) {
        Versioned stored = stored(name);
        return stored != null && stored.entity() instanceof io.robustmq.placement.state.model.User user
                ? KeptView.userOrNobody(user)
                : null;
    }

    @Override
    public @Nullable User findByScram(String writtenName) {
        User asWritten = find(writtenName);
        User found = asWritten == null || asWritten.scram() == null
                ? find(SaslPrep.preparedIfPossible(writtenName))
                : asWritten;
        return found == null || found.scram() == null ? null : found;
    }

    @Override
    public Tag tag(String name, byte[] password) {
        Versioned stored = stored(name);
        return Tag.of(learned.key, stored == null ? 0 : stored.version(), name, password);
    }

    @Override
    public boolean isKnownRight(String name, Tag tag) {
        return tag.equals(learned.right.get(name));
    }

    @Override
    public void rememberRight(String name, Tag tag) {
        learned.right.put(name, tag);
    }

    @Override
    public boolean offersScram() {
        return commonVerifier != null;
    }

    /** The same on every start: made from the id that the state was given when it was begun. */
    @Override
    public ScramVerifier decoyVerifier(String writtenName) {
        if (commonVerifier == null) {
            throw new IllegalStateException("nobody here comes by SCRAM");
        }
        return commonVerifier.decoy(image.clusterId().getBytes(UTF_8), SaslPrep.preparedIfPossible(writtenName));
    }
}
