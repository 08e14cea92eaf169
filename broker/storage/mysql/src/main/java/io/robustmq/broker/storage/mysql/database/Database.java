package io.robustmq.broker.storage.mysql.database;

import io.robustmq.broker.storage.mysql.MysqlSettings;
import io.robustmq.broker.storage.mysql.rows.RecordRow;
import io.robustmq.broker.storage.mysql.rows.ShardRow;
import io.robustmq.broker.storage.service.StorageFailures;
import io.robustmq.broker.storage.service.WriteQueue;
import io.robustmq.broker.storage.spi.StorageException;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.cfg.Configuration;
import org.hibernate.reactive.pool.impl.SqlClientPoolConfiguration;
import org.hibernate.reactive.provider.ReactiveServiceRegistryBuilder;
import org.hibernate.reactive.stage.Stage;
import org.hibernate.reactive.vertx.VertxInstance;
import org.hibernate.reactive.vertx.impl.ProvidedVertxInstance;

/**
 * Hibernate Reactive on its own pool and its own event loops, started here and not by the application's framework, because
 * an adapter is opened at run time, and only if configured. Thread-safe. All failures are
 * {@link StorageException StorageExceptions}.
 */
public final class Database implements AutoCloseable {
    /** Every work is given up after so many timeouts, whatever the connection says. */
    private static final int LONGEST_TIMEOUTS = 6;

    private final Vertx vertx;
    private final SessionFactory hibernate;
    private final Stage.SessionFactory sessions;
    private final long timeoutMillis;
    private volatile String trouble = "";

    private Database(Vertx vertx, SessionFactory hibernate, long timeoutMillis) {
        this.vertx = vertx;
        this.hibernate = hibernate;
        this.sessions = hibernate.unwrap(Stage.SessionFactory.class);
        this.timeoutMillis = timeoutMillis;
    }

    /** Needs no database yet: connections are made when they are needed. */
    public static Database configure(MysqlSettings settings) {
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2).setUseDaemonThread(true));
        try {
            Configuration configuration = new Configuration()
                    .addAnnotatedClass(ShardRow.class)
                    .addAnnotatedClass(RecordRow.class)
                    .setProperty(AvailableSettings.JAKARTA_JDBC_URL, settings.toString())
                    .setProperty(AvailableSettings.JAKARTA_HBM2DDL_DB_NAME, "MySQL")
                    .setProperty(AvailableSettings.JAKARTA_HBM2DDL_DB_MAJOR_VERSION, "8")
                    .setProperty(AvailableSettings.ALLOW_METADATA_ON_BOOT, "false");
            var services = new ReactiveServiceRegistryBuilder()
                    .applySettings(configuration.getProperties())
                    .addService(VertxInstance.class, new ProvidedVertxInstance(vertx))
                    .addService(SqlClientPoolConfiguration.class, new Connections(settings))
                    .build();
            return new Database(
                    vertx,
                    configuration.buildSessionFactory(services),
                    settings.timeout().toMillis());
        } catch (RuntimeException e) {
            vertx.close();
            throw e;
        }
    }

    /** A place where work is done one thing after the other: an event loop of the database's. */
    public Loop newLoop() {
        return new Loop(vertx.getOrCreateContext());
    }

    /** What went wrong with the last thing that was tried; empty if it went well. */
    public String trouble() {
        return trouble;
    }

    /** Waits for the answer; not for an event loop. */
    public <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get((LONGEST_TIMEOUTS + 1) * timeoutMillis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorageException(StorageException.Kind.UNAVAILABLE, "Interrupted", e);
        } catch (TimeoutException e) {
            throw new StorageException(
                    StorageException.Kind.UNAVAILABLE, "The database has not answered within several timeouts", e);
        } catch (java.util.concurrent.ExecutionException e) {
            throw SqlFailures.of(e);
        }
    }

    @Override
    public void close() {
        hibernate.close();
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(timeoutMillis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | TimeoutException e) {
            // its threads are daemons and hold nothing
        }
    }

    /** One event loop with sessions on it. */
    public final class Loop implements WriteQueue.Turns {
        private final Context context;

        private Loop(Context context) {
            this.context = context;
        }

        @Override
        public void run(Runnable work) {
            context.runOnContext(nothing -> work.run());
        }

        @Override
        public void runAfter(long millis, Runnable work) {
            context.runOnContext(nothing -> vertx.setTimer(Math.max(1, millis), timer -> work.run()));
        }

        /** Without a transaction: each statement stands for itself. */
        public <T> CompletionStage<T> read(Function<Stage.StatelessSession, CompletionStage<T>> work) {
            return onLoop(() -> inSession(work));
        }

        /** All or nothing. If it fails and was not refused by ourselves, it may have happened all the same. */
        public <T> CompletionStage<T> transaction(Function<Stage.StatelessSession, CompletionStage<T>> work) {
            return onLoop(() -> inSession(session -> session.withTransaction(transaction -> work.apply(session))));
        }

        /** In a session of its own: what Hibernate offers for this would share one among all that runs on the loop. */
        private <T> CompletionStage<T> inSession(Function<Stage.StatelessSession, CompletionStage<T>> work) {
            return sessions.openStatelessSession().thenCompose(session -> applied(work, session)
                    .handle((value, failure) -> session.close()
                            .handle((closed, unclosed) -> failure == null
                                    ? CompletableFuture.completedStage(value)
                                    : CompletableFuture.<T>failedStage(failure))
                            .thenCompose(stage -> stage))
                    .thenCompose(stage -> stage));
        }

        private static <T> CompletionStage<T> applied(
                Function<Stage.StatelessSession, CompletionStage<T>> work, Stage.StatelessSession session) {
            try {
                return work.apply(session);
            } catch (RuntimeException e) {
                return CompletableFuture.failedStage(e);
            }
        }

        private <T> CompletionStage<T> onLoop(java.util.function.Supplier<CompletionStage<T>> work) {
            CompletableFuture<T> answer = new CompletableFuture<>();
            run(() -> {
                long timer = vertx.setTimer(
                        LONGEST_TIMEOUTS * timeoutMillis,
                        late -> fail(
                                answer,
                                new StorageException(
                                        StorageException.Kind.UNAVAILABLE,
                                        "The database has not answered for too long")));
                answer.whenComplete((value, failure) -> vertx.cancelTimer(timer));
                try {
                    work.get().whenComplete((value, failure) -> {
                        if (failure == null) {
                            trouble = "";
                            answer.complete(value);
                        } else {
                            fail(answer, failure);
                        }
                    });
                } catch (RuntimeException e) {
                    fail(answer, e);
                }
            });
            return answer;
        }

        private void fail(CompletableFuture<?> answer, Throwable failure) {
            StorageException named = SqlFailures.of(failure);
            if (named.kind() != StorageException.Kind.CONFLICT) {
                trouble = StorageFailures.says(named);
            }
            answer.completeExceptionally(named);
        }
    }
}
