package io.robustmq.broker.server.access;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The users of one version of the access file. What is learned of their passwords goes with it. Safe for use from every thread.
 */
final class UserDirectory extends RememberingUsers {

    /** Nobody is there. */
    static final UserDirectory NOBODY = new UserDirectory(List.of(), new byte[1]);

    private final Map<String, User> byName;
    private final Map<String, User> byScramName;

    /** @param scramSecret what decoys are made from: the same secret makes the same decoys */
    UserDirectory(List<User> users, byte[] scramSecret) {
        super(
                new Learned(),
                mostCommon(users.stream().map(User::password).toList(), PasswordHash::parameters),
                mostCommon(users.stream().map(User::scram).toList(), ScramVerifier::iterations),
                scramSecret);
        this.byName = users.stream().collect(Collectors.toUnmodifiableMap(User::name, Function.identity()));
        this.byScramName = byScramName(users);
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

    /** The users of a directory never change. */
    @Override
    protected long version(String name) {
        return 0;
    }

    @Override
    public @Nullable User find(String name) {
        return byName.get(name);
    }

    @Override
    public @Nullable User findByScram(String writtenName) {
        return byScramName.get(SaslPrep.preparedIfPossible(writtenName));
    }
}
