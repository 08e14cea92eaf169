package io.robustmq.journal.server.config;

import io.robustmq.placement.raft.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The servers and groups that are meant to be.
 *
 * @param self this one
 * @param all in the order of the list, this one included
 */
public record Servers(Member self, List<Member> all, List<UUID> groups) {
    private static final Pattern SERVER = Pattern.compile("(\\d{1,9})@(.+):(\\d{1,5}):(\\d{1,5})");

    /** Of a folder, in the ids of members: with a fixed list a number stands for one folder. */
    private static final String FIRST_FOLDER = "-00000000";

    public Servers {
        all = List.copyOf(all);
        groups = List.copyOf(groups);
    }

    /**
     * @param grpcPort and raftPort of this server, if no list says so
     * @throws IllegalArgumentException with what is wrong with the lists
     */
    public static Servers of(JournalConfig config, int grpcPort, int raftPort) {
        List<Member> all = new ArrayList<>();
        config.cluster().members().orElse(List.of()).forEach(server -> all.add(read(server)));
        String self = config.node().nodeId() + FIRST_FOLDER;
        if (all.isEmpty()) {
            String host = config.node().addr();
            all.add(new Member(self, host + ":" + raftPort, host + ":" + grpcPort, Member.Role.VOTER));
        }
        if (all.stream().map(Member::id).distinct().count() < all.size()) {
            throw new IllegalArgumentException("a number is there twice");
        }
        Member own = all.stream()
                .filter(member -> member.id().equals(self))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "this server, number " + config.node().nodeId() + ", is not among them"));
        List<UUID> groups = new ArrayList<>();
        for (String group : config.cluster().groups().orElse(List.of())) {
            try {
                groups.add(UUID.fromString(group.strip()));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("\"" + group + "\" is no UUID", e);
            }
        }
        return new Servers(own, all, groups);
    }

    private static Member read(String server) {
        Matcher parts = SERVER.matcher(server.strip());
        if (!parts.matches()) {
            throw new IllegalArgumentException(server + " is not number@host:port:port");
        }
        return new Member(
                parts.group(1) + FIRST_FOLDER,
                parts.group(2) + ":" + parts.group(4),
                parts.group(2) + ":" + parts.group(3),
                Member.Role.VOTER);
    }
}
