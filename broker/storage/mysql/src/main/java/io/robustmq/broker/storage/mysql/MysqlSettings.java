package io.robustmq.broker.storage.mysql;

import io.robustmq.broker.storage.base.QueueLimits;
import io.robustmq.broker.storage.base.SettingValues;
import io.robustmq.broker.storage.spi.StorageSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * The settings below {@code storage.mysql.}. Sizes are written {@code 64MiB}, times {@code 10s}.
 *
 * @param host from {@code url}, {@code mysql://HOST[:PORT]/SCHEMA}, which must be set; port 3306 unless it has one
 * @param port 1 to 65,535
 * @param schema the database of that server which holds the tables; it must be there and belong to this alone
 * @param user {@code user}, must be set. Needs SELECT, INSERT, UPDATE, DELETE, and for new versions CREATE, ALTER, INDEX
 * @param password {@code password}, empty by default
 * @param tls {@code tls}: {@code disabled}, {@code preferred} (default), {@code required}: encrypted but the server is not
 *     checked, {@code verify-ca}, {@code verify-identity}: checked against {@code tls_certificates}
 * @param tlsCertificates {@code tls_certificates}: a PEM file of the certificates to trust, for the last two
 * @param connections {@code connections}: at most so many at a time, 2 to 256, default 16. Each group of writes and each
 *     read takes one while it runs
 * @param timeout {@code timeout}: how long the database may say nothing before it counts as away, 1 s to 5 m, default 10 s
 * @param lease {@code lease}: how long a broker that has stopped without a word keeps others out of the schema, 2 s to 5 m,
 *     default 10 s. A broker that starts again on its own folder need not wait
 * @param waitingReads {@code waiting_reads}: how many reads may wait for a connection, 16 to 1,000,000, default 10,000
 * @param queue {@code queue_writes}, {@code queue_bytes} and {@code group_bytes}, see {@link QueueLimits}; of each shard. A
 *     group is one transaction
 * @param retentionInterval {@code retention_interval}: how often limits by age and size are applied, 100 ms to 1 h, default
 *     30 s
 */
public record MysqlSettings(
        String host,
        int port,
        String schema,
        String user,
        String password,
        Tls tls,
        String tlsCertificates,
        int connections,
        Duration timeout,
        Duration lease,
        int waitingReads,
        QueueLimits queue,
        Duration retentionInterval) {

    /** How far the connection is protected. */
    public enum Tls {
        DISABLED,
        PREFERRED,
        REQUIRED,
        VERIFY_CA,
        VERIFY_IDENTITY;

        String written() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    static final String TYPE = "mysql";

    /** @throws IllegalArgumentException which names the setting that is wrong */
    static MysqlSettings from(StorageSettings settings) {
        SettingValues values = new SettingValues(TYPE, settings);
        URI url = url(require(values, "url", "it says where the database is, as mysql://HOST:PORT/SCHEMA"));
        MysqlSettings read = new MysqlSettings(
                url.getHost(),
                url.getPort() < 0 ? 3306 : url.getPort(),
                url.getPath().substring(1),
                require(values, "user", "it says as whom to log in"),
                values.text("password", ""),
                tls(values),
                values.text("tls_certificates", ""),
                values.count("connections", 16, 2, 256),
                Duration.ofMillis(values.millis("timeout", 10_000, 1_000, 300_000)),
                Duration.ofMillis(values.millis("lease", 10_000, 2_000, 300_000)),
                values.count("waiting_reads", 10_000, 16, 1_000_000),
                QueueLimits.from(values),
                Duration.ofMillis(values.millis("retention_interval", 30_000, 100, 3_600_000)));
        values.refuseOthers();
        boolean verifies = read.tls == Tls.VERIFY_CA || read.tls == Tls.VERIFY_IDENTITY;
        if (verifies && read.tlsCertificates.isEmpty()) {
            throw new IllegalArgumentException(
                    "storage.mysql.tls_certificates is not set: with this storage.mysql.tls it must name a PEM file");
        }
        return read;
    }

    private static String require(SettingValues values, String name, String what) {
        String value = values.text(name, "");
        if (value.isEmpty()) {
            throw new IllegalArgumentException("storage.mysql." + name + " is not set: " + what);
        }
        return value;
    }

    private static Tls tls(SettingValues values) {
        List<Tls> all = List.of(Tls.values());
        List<String> words = all.stream().map(Tls::written).toList();
        return all.get(words.indexOf(values.choice("tls", Tls.PREFERRED.written(), words)));
    }

    private static URI url(String text) {
        try {
            URI url = new URI(text);
            boolean scheme = "mysql".equals(url.getScheme()) || "mariadb".equals(url.getScheme());
            boolean schema = url.getPath() != null && url.getPath().matches("/[A-Za-z0-9_$-]+");
            if (scheme && schema && url.getHost() != null && url.getUserInfo() == null && url.getQuery() == null) {
                return url;
            }
        } catch (URISyntaxException e) {
            // said below
        }
        throw new IllegalArgumentException("storage.mysql.url must look like mysql://HOST:PORT/SCHEMA, and no more");
    }

    @Override
    public String toString() {
        return "mysql://" + host + ":" + port + "/" + schema;
    }
}
