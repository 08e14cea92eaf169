/** The database itself: connections, tables and their versions, who owns them. */
@NullMarked
package io.robustmq.broker.storage.mysql.database;

import org.jspecify.annotations.NullMarked;
