/**
 * What the adapters that stand on a service share: the queue that gathers writes, the plan of a group, the tail of a log,
 * the bytes of records, and the reading of settings. Knows no service.
 */
@NullMarked
package io.robustmq.broker.storage.service;

import org.jspecify.annotations.NullMarked;
