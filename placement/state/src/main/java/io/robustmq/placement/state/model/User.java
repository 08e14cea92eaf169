package io.robustmq.placement.state.model;

/**
 * Who may connect. Holds hashes only.
 *
 * @param passwordHash bcrypt or argon2id, as {@code $2b$10$...}; empty if the user does not come with a password in CONNECT
 * @param scramSha256 {@code SCRAM-SHA-256$iterations:salt$storedKey:serverKey}; empty if the user does not come with SCRAM
 * @param superuser no rule stops this user
 */
public record User(String tenant, String name, String passwordHash, String scramSha256, boolean superuser)
        implements Resource {
    @Override
    public Ref ref() {
        return new Ref(Kind.USER, tenant, name);
    }

    /** Without the hashes: it ends in logs. */
    @Override
    public String toString() {
        return "User[" + tenant + "/" + name + (superuser ? ", superuser" : "") + "]";
    }
}
