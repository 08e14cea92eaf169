package io.robustmq.operator.app.servers;

import io.robustmq.operator.rollout.observe.Answer;
import io.robustmq.operator.rollout.observe.BrokerView;
import io.robustmq.operator.rollout.observe.JournalView;
import io.robustmq.operator.rollout.observe.Membership;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The servers of one cluster, as far as the operator has to do with them. Asking never fails: who does not answer is silent. Calls block,
 * each for a few seconds at most.
 */
public interface Servers {

    /** A pod whose server can be asked. */
    record Door(int ordinal, String host, int port) {}

    /**
     * Who votes, as a majority of them confirms.
     *
     * @param placement the pods of the placement centre that have an address
     */
    Answer<Membership> membership(List<Door> placement);

    /**
     * What journal nodes carry, as the placement centre has it.
     *
     * @param hosts of the journal's pods, by ordinal: whatever names they are known by in the placement centre
     */
    Answer<JournalView> journal(List<Door> placement, Hosts hosts);

    /** @throws ServersException if it was refused, or nobody answered */
    void removeMember(List<Door> placement, int ordinal);

    /**
     * Has the placement centre move a journal node's replicas to others, or no longer.
     *
     * @throws ServersException if it was refused, or nobody answered
     */
    void evacuate(List<Door> placement, Hosts hosts, int ordinal, boolean leave);

    /**
     * How far brokers are on their way out, by ordinal; who does not answer is missing.
     *
     * @param brokers their pods, at their management ports
     * @param limit from when on it takes too long
     */
    Map<Integer, BrokerView.Drain> drains(List<Door> brokers, Duration limit);

    /**
     * Has the placement centre tell a broker to send its clients to others, or to take clients again.
     *
     * @throws ServersException if it was refused, or nobody answered
     */
    void drain(List<Door> placement, Hosts hosts, int ordinal, boolean leave);

    /** Which pod a host name or address belongs to. */
    @FunctionalInterface
    interface Hosts {

        /** The pod's ordinal; -1 if it is none of them. */
        int ordinalOf(String host);
    }
}
