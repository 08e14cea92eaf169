package io.robustmq.broker.server.access;

import org.jspecify.annotations.Nullable;

/**
 * Users of two origins: a name that the first has is the first's alone, and what the second has under it is as if it were not
 * there.
 */
record LayeredUsers(Users first, Users second) implements Users {

    private Users layerOf(String name) {
        return first.find(name) == null ? second : first;
    }

    @Override
    public @Nullable User find(String name) {
        return layerOf(name).find(name);
    }

    @Override
    public @Nullable User findByScram(String writtenName) {
        User user = first.findByScram(writtenName);
        if (user != null) {
            return user;
        }
        user = second.findByScram(writtenName);
        return user == null || first.find(user.name()) != null ? null : user;
    }

    @Override
    public @Nullable PasswordHash decoyHash() {
        PasswordHash decoy = first.decoyHash();
        return decoy == null ? second.decoyHash() : decoy;
    }

    @Override
    public Tag tag(String name, byte[] password) {
        return layerOf(name).tag(name, password);
    }

    @Override
    public boolean isKnownRight(String name, Tag tag) {
        return layerOf(name).isKnownRight(name, tag);
    }

    @Override
    public void rememberRight(String name, Tag tag) {
        layerOf(name).rememberRight(name, tag);
    }

    @Override
    public boolean offersScram() {
        return first.offersScram() || second.offersScram();
    }

    @Override
    public ScramVerifier decoyVerifier(String writtenName) {
        return (first.offersScram() ? first : second).decoyVerifier(writtenName);
    }
}
