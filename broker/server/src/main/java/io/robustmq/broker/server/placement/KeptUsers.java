package io.robustmq.broker.server.placement;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.robustmq.broker.server.access.PasswordHash;
import io.robustmq.broker.server.access.RememberingUsers;
import io.robustmq.broker.server.access.SaslPrep;
import io.robustmq.broker.server.access.ScramVerifier;
import io.robustmq.broker.server.access.User;
import io.robustmq.placement.state.image.ClusterImage;
import io.robustmq.placement.state.image.Versioned;
import io.robustmq.placement.state.model.Kind;
import io.robustmq.placement.state.model.Ref;
import io.robustmq.placement.state.model.Tenant;
import org.jspecify.annotations.Nullable;

/**
 * The users of the default tenant in an image, looked up in it as they are asked for: a change of one costs nothing for the others, and
 * what was learned of their passwords is kept.
 *
 * <p>SCRAM names are compared with the prepared form of what the client wrote; a user whose stored name is in another form is
 * found only by who writes it so.
 */
final class KeptUsers extends RememberingUsers {

    private final ClusterImage image;

    /**
     * @param learned for all images
     * @param decoyHash costs what most users' cost; null if nobody has one
     * @param commonVerifier null if nobody comes by SCRAM
     */
    KeptUsers(
            ClusterImage image,
            Learned learned,
            @Nullable PasswordHash decoyHash,
            @Nullable ScramVerifier commonVerifier) {
        // The same decoys on every start: made from the id that the state was given when it was begun.
        super(learned, decoyHash, commonVerifier, image.clusterId().getBytes(UTF_8));
        this.image = image;
    }

    private @Nullable Versioned stored(String name) {
        return image.find(new Ref(Kind.USER, Tenant.DEFAULT, name));
    }

    @Override
    protected long version(String name) {
        Versioned stored = stored(name);
        return stored == null ? 0 : stored.version();
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
}
