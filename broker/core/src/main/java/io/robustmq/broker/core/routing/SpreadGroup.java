package io.robustmq.broker.core.routing;

import io.robustmq.broker.core.message.Message;
import io.robustmq.broker.core.settings.SharedSettings.Strategy;
import io.robustmq.broker.core.subscription.RemoteMembers;
import io.robustmq.broker.core.subscription.SharedGroup;
import io.robustmq.broker.mqtt.topic.TopicFilter;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A shared subscription with members on several brokers, or on another one. Each message goes to one broker, which gives it to
 * one of its members: brokers get as much as they have members whose clients are connected. Read by every lane.
 *
 * <p>By what is chosen is the strategy's: the publisher or the topic, whose messages then go from here to one broker as long as
 * members stay; a sticky group's stay here if they can; else each broker has its turn.
 */
public final class SpreadGroup {
    private final TopicFilter filter;
    private final @Nullable SharedGroup local;
    private final RemoteMembers[] remote;
    private final Strategy strategy;

    /**
     * @param filter with its share prefix
     * @param local its members on this broker, or null if it has none
     * @param remote those on others, at least one
     */
    SpreadGroup(TopicFilter filter, @Nullable SharedGroup local, List<RemoteMembers> remote, Strategy strategy) {
        this.filter = filter;
        this.local = local;
        this.remote = remote.stream()
                .sorted(Comparator.comparing(members -> members.broker().nodeId()))
                .toArray(RemoteMembers[]::new);
        this.strategy = strategy;
    }

    public TopicFilter filter() {
        return filter;
    }

    /** The group on this broker, or null if it has no members here. */
    public @Nullable SharedGroup local() {
        return local;
    }

    /**
     * The broker that gets {@code message}.
     *
     * @return its members; or null for the members on this broker, which there are then
     */
    public @Nullable RemoteMembers choose(Message message) {
        int here = local == null ? 0 : local.online();
        int all = here;
        for (RemoteMembers members : remote) {
            all += members.online();
        }
        if (all == 0) { // whoever comes back first finds it, or nobody
            return local != null ? null : remote[0];
        }
        int chosen = Integer.remainderUnsigned(number(message), all) - here;
        if (chosen < 0) {
            return null;
        }
        for (RemoteMembers members : remote) {
            chosen -= members.online(); // may have changed meanwhile
            if (chosen < 0) {
                return members;
            }
        }
        return remote[remote.length - 1];
    }

    private int number(Message message) {
        return switch (strategy) {
            case ROUND_ROBIN, LEAST_INFLIGHT -> remote[0].nextTurn();
            case RANDOM -> scramble(remote[0].nextTurn());
            case HASH_CLIENT_ID -> scramble(message.publisher().hashCode());
            case HASH_TOPIC -> scramble(message.topic().hashCode());
            case STICKY -> 0;
        };
    }

    /** Spreads neighbouring numbers over all 32 bits. */
    private static int scramble(int number) {
        int h = number * 0x9E3779B9;
        h ^= h >>> 15;
        h *= 0x85EBCA6B;
        return h ^ h >>> 13;
    }
}
