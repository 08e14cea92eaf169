/** Rows as Hibernate maps them, and how bytes are cut to fit into them. */
@NullMarked
package io.robustmq.broker.storage.mysql.rows;

import org.jspecify.annotations.NullMarked;
