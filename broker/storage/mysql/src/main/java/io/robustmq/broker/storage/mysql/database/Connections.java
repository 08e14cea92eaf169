package io.robustmq.broker.storage.mysql.database;

import io.robustmq.broker.storage.mysql.MysqlSettings;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.mysqlclient.MySQLConnectOptions;
import io.vertx.mysqlclient.SslMode;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnectOptions;
import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.hibernate.reactive.pool.impl.SqlClientPoolConfiguration;

/** How the client connects: with the character set named, few prepared statements kept, and a limit to every silence. */
final class Connections implements SqlClientPoolConfiguration {
    private static final long serialVersionUID = 1;
    private static final int PREPARED_STATEMENTS = 64;
    private static final int LONGEST_PREPARED = 64 * 1024;

    private final transient MysqlSettings settings;

    Connections(MysqlSettings settings) {
        this.settings = settings;
    }

    @Override
    public PoolOptions poolOptions() {
        return new PoolOptions()
                .setMaxSize(settings.connections())
                .setMaxWaitQueueSize(settings.waitingReads())
                .setConnectionTimeout((int) settings.timeout().toMillis())
                .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout(60)
                .setIdleTimeoutUnit(TimeUnit.SECONDS);
    }

    @Override
    public SqlConnectOptions connectOptions(URI uri) {
        MySQLConnectOptions options = new MySQLConnectOptions()
                .setHost(settings.host())
                .setPort(settings.port())
                .setDatabase(settings.schema())
                .setUser(settings.user())
                .setPassword(settings.password())
                .setCharset("utf8mb4")
                .setCollation("utf8mb4_bin")
                .setCachePreparedStatements(true)
                .setPreparedStatementCacheMaxSize(PREPARED_STATEMENTS)
                .setPreparedStatementCacheSqlLimit(LONGEST_PREPARED)
                .setSslMode(sslMode())
                .setConnectTimeout((int) settings.timeout().toMillis())
                .setTcpKeepAlive(true)
                .setTcpNoDelay(true);
        options.setIdleTimeout((int) settings.timeout().toMillis()).setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
        switch (settings.tls()) {
            case VERIFY_CA, VERIFY_IDENTITY ->
                options.setPemTrustOptions(new PemTrustOptions().addCertPath(settings.tlsCertificates()));
            case PREFERRED, REQUIRED -> options.setTrustAll(true);
            case DISABLED -> {}
        }
        if (settings.tls() == MysqlSettings.Tls.VERIFY_IDENTITY) {
            options.setHostnameVerificationAlgorithm("HTTPS");
        }
        return options;
    }

    private SslMode sslMode() {
        return switch (settings.tls()) {
            case DISABLED -> SslMode.DISABLED;
            case PREFERRED -> SslMode.PREFERRED;
            case REQUIRED -> SslMode.REQUIRED;
            case VERIFY_CA -> SslMode.VERIFY_CA;
            case VERIFY_IDENTITY -> SslMode.VERIFY_IDENTITY;
        };
    }
}
