/**
 * Storage in MySQL or MariaDB, through Hibernate Reactive and the reactive MySQL client. Opened by
 * {@link io.robustmq.broker.storage.mysql.MysqlStorageProvider}; the tables are described in
 * {@link io.robustmq.broker.storage.mysql.database.Migrations}.
 */
@NullMarked
package io.robustmq.broker.storage.mysql;

import org.jspecify.annotations.NullMarked;
