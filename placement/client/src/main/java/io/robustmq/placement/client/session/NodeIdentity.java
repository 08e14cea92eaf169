package io.robustmq.placement.client.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Who this node is, whatever its address: a random id made on the first start, so that one which has lost its folder is another; and the
 * id of the cluster it belongs to once it has been in one. Two small files of text, {@code node-id} and {@code cluster-id}.
 */
public final class NodeIdentity {
    private static final String NODE = "node-id";
    private static final String CLUSTER = "cluster-id";

    private final Path folder;
    private final String nodeId;
    private volatile String clusterId;

    private NodeIdentity(Path folder, String nodeId, String clusterId) {
        this.folder = folder;
        this.nodeId = nodeId;
        this.clusterId = clusterId;
    }

    /** @throws UncheckedIOException if the folder cannot be used */
    public static NodeIdentity in(Path folder) {
        try {
            Files.createDirectories(folder);
            String nodeId = read(folder.resolve(NODE));
            if (nodeId.isEmpty()) {
                nodeId = UUID.randomUUID().toString();
                write(folder.resolve(NODE), nodeId);
            }
            return new NodeIdentity(folder, nodeId, read(folder.resolve(CLUSTER)));
        } catch (IOException e) {
            throw new UncheckedIOException("the node's id cannot be kept in " + folder, e);
        }
    }

    private static String read(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file).strip() : "";
    }

    private static void write(Path file, String text) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(
                next,
                text + "\n",
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE,
                StandardOpenOption.SYNC,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    public String nodeId() {
        return nodeId;
    }

    /** Empty before the first registration. */
    public String clusterId() {
        return clusterId;
    }

    /** The placement centre has said which cluster this is. */
    public void joined(String cluster) throws IOException {
        if (!cluster.equals(clusterId)) {
            write(folder.resolve(CLUSTER), cluster);
            clusterId = cluster;
        }
    }
}
