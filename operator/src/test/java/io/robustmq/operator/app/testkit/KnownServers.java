package io.robustmq.operator.app.testkit;

import io.robustmq.operator.app.servers.Servers;
import io.robustmq.operator.app.servers.ServersException;
import io.robustmq.operator.rollout.observe.Answer;
import io.robustmq.operator.rollout.observe.BrokerView;
import io.robustmq.operator.rollout.observe.JournalView;
import io.robustmq.operator.rollout.observe.Membership;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Servers that are as the test says: who has a pod is a member at once, the lowest leads; journal nodes are emptied when asked. */
public final class KnownServers implements Servers {
    private final Set<Integer> removed = new HashSet<>();
    private final Map<Integer, Integer> replicas = new TreeMap<>();
    private final Set<Integer> evacuating = new HashSet<>();
    private final Map<Integer, Integer> clients = new TreeMap<>();
    private final Set<Integer> draining = new HashSet<>();
    private final List<String> asked = new ArrayList<>();
    private int leader;
    private String refusal = "";

    /** From now on changes are refused; empty: no more. */
    public void refuse(String why) {
        refusal = why;
    }

    public void lead(int ordinal) {
        leader = ordinal;
    }

    /** A broker can be drained, and has so many clients: one of them goes with each look. */
    public void serves(int broker, int count) {
        clients.put(broker, count);
    }

    public void holds(int journalNode, int count) {
        replicas.put(journalNode, count);
    }

    /** What was asked for, in order. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    @Override
    public Answer<Membership> membership(List<Door> placement) {
        Map<Integer, Membership.Member> members = new HashMap<>();
        placement.stream()
                .filter(door -> !removed.contains(door.ordinal()))
                .forEach(door -> members.put(door.ordinal(), new Membership.Member(true, true)));
        return members.isEmpty()
                ? new Answer.Silent<>()
                : new Answer.Known<>(new Membership(members, members.containsKey(leader) ? leader : 0));
    }

    @Override
    public Answer<JournalView> journal(List<Door> placement, Hosts hosts) {
        Map<Integer, JournalView.Node> nodes = new HashMap<>();
        replicas.forEach(
                (ordinal, count) -> nodes.put(ordinal, new JournalView.Node(count, "", evacuating.contains(ordinal))));
        return placement.isEmpty() ? new Answer.Silent<>() : new Answer.Known<>(new JournalView(nodes));
    }

    @Override
    public void removeMember(List<Door> placement, int ordinal) {
        change("remove " + ordinal);
        removed.add(ordinal);
    }

    @Override
    public void evacuate(List<Door> placement, Hosts hosts, int ordinal, boolean leave) {
        change((leave ? "evacuate " : "keep ") + ordinal);
        if (leave) {
            evacuating.add(ordinal);
            replicas.remove(ordinal);
        } else {
            evacuating.remove(ordinal);
        }
    }

    @Override
    public Map<Integer, BrokerView.Drain> drains(List<Door> brokers, Duration limit) {
        Map<Integer, BrokerView.Drain> answers = new HashMap<>();
        brokers.forEach(broker -> answers.put(broker.ordinal(), drain(broker.ordinal())));
        return answers;
    }

    private BrokerView.Drain drain(int ordinal) {
        if (!clients.containsKey(ordinal)) {
            return new BrokerView.Drain.Unable();
        }
        if (!draining.contains(ordinal)) {
            return new BrokerView.Drain.Serving();
        }
        int left = clients.merge(ordinal, -1, (before, less) -> Math.max(0, before + less));
        return left == 0 ? new BrokerView.Drain.Drained() : new BrokerView.Drain.Draining(left, false);
    }

    @Override
    public void drain(List<Door> placement, Hosts hosts, int ordinal, boolean leave) {
        change((leave ? "drain " : "serve ") + ordinal);
        if (leave) {
            draining.add(ordinal);
        } else {
            draining.remove(ordinal);
        }
    }

    private void change(String what) {
        if (!refusal.isEmpty()) {
            throw new ServersException(refusal);
        }
        asked.add(what);
    }
}
