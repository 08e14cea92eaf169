/** Certificates and keys: read, checked, and read again when their files change. */
@NullMarked
package io.robustmq.broker.server.tls;

import org.jspecify.annotations.NullMarked;
