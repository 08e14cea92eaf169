package io.robustmq.config.testkit.process;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Some hosts of their own and a router between them and this process, as network namespaces:
 *
 * <pre>
 *   tests, 10.A.B.1 ──── router ─┬─ 10.A.B.10
 *                                ├─ 10.A.B.18
 *                                └─ 10.A.B.26 and so on
 * </pre>
 *
 * What is cut is dropped by the router without a word to anyone, as by a switch that is broken, one direction at a time; the way between
 * tests and hosts stays. For root on Linux with {@code iproute2}.
 */
public final class Network implements AutoCloseable {

    private static final int MOST = 30;

    private final int hosts;
    private final String name = "rmq" + ProcessHandle.current().pid();
    private final String net;
    private final List<String> cuts = new ArrayList<>();

    /**
     * Skips the test where it cannot be had.
     *
     * @param hosts 1..30
     */
    public Network(int hosts) {
        if (hosts < 1 || hosts > MOST) {
            throw new IllegalArgumentException(hosts + " hosts");
        }
        this.hosts = hosts;
        Programs.require(
                "iproute2 (the command ip) and the right to make network namespaces", "ip", "netns", "add", name);
        Programs.run("ip netns del " + name);
        Random random = new Random();
        net = "10." + (200 + random.nextInt(50)) + "." + random.nextInt(255) + ".";
        try {
            build();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Whether one can be had here. */
    public static boolean isPossible() {
        String probe = "rmq" + ProcessHandle.current().pid() + "-probe";
        boolean made = Programs.succeeds("ip", "netns", "add", probe);
        return Programs.succeeds("ip", "netns", "del", probe) && made;
    }

    private void build() {
        String router = "ip netns exec " + name + " ";
        Programs.run("ip netns add " + name);
        Programs.run(router + "sysctl -qw net.ipv4.ip_forward=1");
        Programs.run("ip link add " + name + " type veth peer name tests netns " + name);
        Programs.run("ip addr add " + net + "1/30 dev " + name);
        Programs.run("ip link set " + name + " up");
        Programs.run(router + "ip addr add " + net + "2/30 dev tests");
        Programs.run(router + "ip link set tests up");
        Programs.run("ip route add " + net + "0/24 via " + net + "2");
        for (int i = 0; i < hosts; i++) {
            String host = "ip netns exec " + namespace(i) + " ";
            Programs.run("ip netns add " + namespace(i));
            Programs.run(router + "ip link add host" + i + " type veth peer name eth0 netns " + namespace(i));
            Programs.run(router + "ip addr add " + address(i, 1) + "/30 dev host" + i);
            Programs.run(router + "ip link set host" + i + " up");
            Programs.run(host + "ip link set lo up");
            Programs.run(host + "ip addr add " + address(i, 2) + "/30 dev eth0");
            Programs.run(host + "ip link set eth0 up");
            Programs.run(host + "ip route add default via " + address(i, 1));
        }
    }

    private String namespace(int host) {
        return name + "-" + host;
    }

    private String address(int host, int last) {
        return net + (8 * (host + 1) + last);
    }

    /** Of each host. */
    public List<String> addresses() {
        return IntStream.range(0, hosts).mapToObj(host -> address(host, 2)).toList();
    }

    /** For each host, what starts a process there. */
    public List<List<String>> within() {
        return IntStream.range(0, hosts)
                .mapToObj(host -> List.of("ip", "netns", "exec", namespace(host)))
                .toList();
    }

    /** Nothing comes from one host to the other any more. */
    public void cut(int from, int to) {
        String rule = "from " + address(from, 2) + " to " + address(to, 2) + " blackhole";
        Programs.run("ip -n " + name + " rule add " + rule);
        cuts.add(rule);
    }

    /** Nothing is cut any more. */
    public void heal() {
        cuts.forEach(rule -> Programs.run("ip -n " + name + " rule del " + rule));
        cuts.clear();
    }

    @Override
    public void close() {
        for (int i = 0; i < hosts; i++) {
            Programs.succeeds("ip", "netns", "del", namespace(i));
        }
        Programs.succeeds("ip", "link", "del", name);
        Programs.succeeds("ip", "netns", "del", name);
    }
}
