/** The objects and their bytes. Pure. */
@NullMarked
package io.robustmq.broker.storage.s3.object;

import org.jspecify.annotations.NullMarked;
