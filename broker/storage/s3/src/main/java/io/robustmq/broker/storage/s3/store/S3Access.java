package io.robustmq.broker.storage.s3.store;

import io.robustmq.broker.storage.base.SettingValues;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;

/**
 * Where a bucket is, and how to get at it.
 *
 * @param endpoint {@code endpoint}: the address of a store other than Amazon's, {@code https://HOST:PORT}; empty by default
 * @param region {@code region}: default {@code us-east-1}
 * @param bucket {@code bucket}: must be set, and be there
 * @param accessKey {@code access_key} and {@code secret_key}: both or neither. Without them the credentials are looked for
 *     where Amazon's clients do: environment, profile, and the identity of the pod or machine
 * @param pathStyle {@code addressing}: {@code path} (default with an endpoint) puts the bucket into the path, {@code host}
 *     (default without) before the host's name
 * @param timeout {@code timeout}: how long one answer may take, and for how long a write is tried again, 1 s to 5 m, default
 *     10 s
 * @param connections {@code connections}: at most so many at a time, 1 to 1,024, default 64
 * @param waitingRequests {@code waiting_requests}: how many requests may wait for a connection, 16 to 1,000,000, default
 *     10,000
 */
public record S3Access(
        String endpoint,
        String region,
        String bucket,
        String accessKey,
        String secretKey,
        boolean pathStyle,
        Duration timeout,
        int connections,
        int waitingRequests) {

    /**
     * @param type what comes between {@code storage.} and the name of a setting, for complaints
     * @param before what the names of all these settings begin with, may be empty
     * @throws IllegalArgumentException which names the setting that is wrong
     */
    public static S3Access from(String type, String before, SettingValues values) {
        S3Access access = read(type, before, values);
        access.requireComplete(type, before);
        return access;
    }

    /** As {@link #from}, though what must be set need not be: see {@link #requireComplete}. */
    public static S3Access read(String type, String before, SettingValues values) {
        String named = "storage." + type + "." + before;
        String endpoint = endpoint(named, values.text(before + "endpoint", ""));
        String addressing =
                values.choice(before + "addressing", endpoint.isEmpty() ? "host" : "path", List.of("path", "host"));
        return new S3Access(
                endpoint,
                values.text(before + "region", "us-east-1"),
                values.text(before + "bucket", ""),
                values.text(before + "access_key", ""),
                values.text(before + "secret_key", ""),
                addressing.equals("path"),
                Duration.ofMillis(values.millis(before + "timeout", 10_000, 1_000, 300_000)),
                values.count(before + "connections", 64, 1, 1_024),
                values.count(before + "waiting_requests", 10_000, 16, 1_000_000));
    }

    /** @throws IllegalArgumentException if something is missing with which a bucket could be reached */
    public void requireComplete(String type, String before) {
        String named = "storage." + type + "." + before;
        if (bucket.isEmpty()) {
            throw new IllegalArgumentException(named + "bucket is not set: it says which bucket holds the data");
        }
        if (accessKey.isEmpty() != secretKey.isEmpty()) {
            throw new IllegalArgumentException(named + "access_key and secret_key go together");
        }
    }

    private static String endpoint(String named, String text) {
        if (text.isEmpty()) {
            return text;
        }
        try {
            URI uri = new URI(text);
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return text;
            }
        } catch (URISyntaxException e) {
            // said below
        }
        throw new IllegalArgumentException(named + "endpoint is \"" + text + "\"; it must look like https://HOST:PORT");
    }

    @Override
    public String toString() {
        return "bucket " + bucket + (endpoint.isEmpty() ? "" : " at " + endpoint);
    }
}
