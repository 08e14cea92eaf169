package io.robustmq.broker.storage.s3;

import io.robustmq.broker.storage.s3.store.ObjectStore;
import io.robustmq.broker.storage.s3.store.S3ObjectStore;
import io.robustmq.broker.storage.spi.StorageSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;

/** A bucket of an S3 server in this process, in memory. */
public final class Bucket implements AutoCloseable {
    private static final int LARGEST_OBJECT = 256 << 20;

    private final BlobStore blobs;
    private S3Proxy server;
    private int port;
    private S3ObjectStore looking;

    private Bucket(BlobStore blobs, S3Proxy server) {
        this.blobs = blobs;
        this.server = server;
    }

    public static Bucket start() {
        try {
            BlobStore blobs = BlobStores.create("transient-nio2", new Properties());
            blobs.createContainer("bucket");
            return new Bucket(blobs, serve(blobs, 0));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static S3Proxy serve(BlobStore blobs, int port) throws Exception {
        S3Proxy server = S3Proxy.builder()
                .blobStore(blobs)
                .endpoint(URI.create("http://127.0.0.1:" + port))
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, "access", "secret")
                .v4MaxNonChunkedRequestSize(LARGEST_OBJECT)
                .v4MaxChunkSize(LARGEST_OBJECT)
                .build();
        server.start();
        return server;
    }

    /** The server goes; what it holds is kept. */
    public void stop() {
        try {
            port = server.getPort();
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The server is back where it was. */
    public void startAgain() {
        try {
            server = serve(blobs, port);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Settings that lead to it, and more of them, name after value. */
    public Map<String, String> values(String prefix, String... more) {
        Map<String, String> values = new HashMap<>(Map.of(
                "endpoint", "http://127.0.0.1:" + server.getPort(),
                "bucket", "bucket",
                "access_key", "access",
                "secret_key", "secret",
                "gather", "1ms",
                "prefix", prefix));
        for (int i = 0; i < more.length; i += 2) {
            values.put(more[i], more[i + 1]);
        }
        return values;
    }

    /** Settings of a tier that lies in it. */
    public Map<String, String> tier() {
        return Map.of(
                "tier", "s3",
                "tier_endpoint", "http://127.0.0.1:" + server.getPort(),
                "tier_bucket", "bucket",
                "tier_access_key", "access",
                "tier_secret_key", "secret");
    }

    public StorageSettings settings(String prefix, Path folder, int shards, String... more) {
        return new StorageSettings(folder, shards, values(prefix, more));
    }

    /** The bucket as the adapter sees it. */
    public S3ObjectStore store() {
        return new S3ObjectStore(
                S3Settings.from(settings("any/", Path.of("."), 1)).access());
    }

    /** The names of all objects in it, up to 1,000. */
    public List<String> names() {
        if (looking == null) {
            looking = store();
        }
        return looking.list("", "", 1_000).toCompletableFuture().join().stream()
                .map(ObjectStore.Listed::name)
                .toList();
    }

    @Override
    public void close() {
        if (looking != null) {
            looking.close();
        }
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
