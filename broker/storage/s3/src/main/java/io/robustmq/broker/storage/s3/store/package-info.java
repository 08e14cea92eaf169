/** An object store: what is asked of it, and S3 as one. */
@NullMarked
package io.robustmq.broker.storage.s3.store;

import org.jspecify.annotations.NullMarked;
