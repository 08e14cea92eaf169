package io.robustmq.placement.server.member;

import io.robustmq.placement.raft.Folders;
import io.robustmq.placement.server.disk.StoreException;
import io.robustmq.placement.server.disk.WrongFolderException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Whose data a folder holds, in its file {@code identity.properties}: written once, before anything else is, so that a member
 * never takes part in another log than the one its folder is of.
 *
 * @param logId the log it has a replica of
 * @param memberId its name in that log, {@code <number>-<8 hexadecimal digits>}; another folder of the same node has another
 * @param origin how it came to the log
 */
public record Identity(UUID logId, String memberId, Origin origin) {

    private static final String FILE = "identity.properties";
    private static final List<String> DATA = List.of("raft", "state"); // as Centre and its log write them

    /** How a member came to its log. */
    public enum Origin {
        /** It is to begin the log, as its only member. */
        FOUNDING,
        /** It has begun it. A folder that says so and has no log has lost it: it begins no other. */
        FOUNDED,
        /** It is on its way into a log that was there. */
        JOINING,
        /** It has come in. If it is no member now, it was removed, and does not ask again. */
        JOINED,
        /** It was a member, and has learnt that it was removed. What it holds is of no more use to the others. */
        REMOVED
    }

    /** A member that begins a log. */
    static Identity founder(int nodeId) {
        return new Identity(UUID.randomUUID(), newMemberId(nodeId), Origin.FOUNDING);
    }

    static Identity joining(UUID logId, int nodeId) {
        return new Identity(logId, newMemberId(nodeId), Origin.JOINING);
    }

    private static String newMemberId(int nodeId) {
        return "%d-%08x".formatted(nodeId, ThreadLocalRandom.current().nextInt());
    }

    /** Its log is open. */
    public Identity founded() {
        return new Identity(logId, memberId, Origin.FOUNDED);
    }

    public boolean isFounder() {
        return origin == Origin.FOUNDING || origin == Origin.FOUNDED;
    }

    /** Whether there must be a log: it was open before. */
    public boolean hadLog() {
        return origin == Origin.FOUNDED || origin == Origin.JOINED;
    }

    Identity joined() {
        return new Identity(logId, memberId, Origin.JOINED);
    }

    Identity removed() {
        return new Identity(logId, memberId, Origin.REMOVED);
    }

    /**
     * What the folder says; empty if nothing is in it.
     *
     * @throws StoreException if it holds data and does not say whose
     * @throws WrongFolderException if it is another node's
     */
    public static Optional<Identity> read(Path folder, int nodeId) {
        Path file = folder.resolve(FILE);
        try {
            if (!Files.exists(file)) {
                requireNoData(folder);
                return Optional.empty();
            }
            Properties properties = new Properties();
            properties.load(new StringReader(Files.readString(file)));
            Identity found = new Identity(
                    UUID.fromString(properties.getProperty("log_id", "")),
                    properties.getProperty("member_id", ""),
                    Origin.valueOf(properties.getProperty("origin", "")));
            if (!found.memberId().startsWith(nodeId + "-")) {
                throw new WrongFolderException("the data folder " + folder + " belongs to member " + found.memberId()
                        + ", and this is node " + nodeId + ": set node.node_id, or take the folder that is this node's"
                        + " (data_path)");
            }
            return Optional.of(found);
        } catch (IOException | IllegalArgumentException e) {
            throw new StoreException("the data folder " + folder + " cannot be used", e);
        }
    }

    /** A folder that has lost its file alone is not one that never had it: taken for empty, it would found another cluster. */
    private static void requireNoData(Path folder) throws IOException {
        for (String part : DATA) {
            if (Files.exists(folder.resolve(part))) {
                throw new IOException(
                        "it has " + part + " and no " + FILE + ", so it does not say whose that is: put the file"
                                + " back, or empty the folder, and it comes in as another member");
            }
        }
    }

    /** Writes it down; it is on disk when this returns. */
    public void write(Path folder) {
        try {
            Files.createDirectories(folder);
            Folders.replace(
                    folder.resolve(FILE), "log_id=%s%nmember_id=%s%norigin=%s%n".formatted(logId, memberId, origin));
        } catch (IOException e) {
            throw new StoreException("the data folder " + folder + " cannot be written", e);
        }
    }
}
