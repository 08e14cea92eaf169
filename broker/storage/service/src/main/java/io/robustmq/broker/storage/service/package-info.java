/**
 * What the adapters that stand on a service share: a queue that gathers writes without a thread of its own, the plan of a
 * group, the bytes of headers, and who a broker is. Knows no service.
 */
@NullMarked
package io.robustmq.broker.storage.service;

import org.jspecify.annotations.NullMarked;
