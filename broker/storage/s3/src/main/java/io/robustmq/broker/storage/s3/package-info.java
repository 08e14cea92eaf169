/**
 * Storage in an object store that speaks S3. Opened by {@link io.robustmq.broker.storage.s3.S3StorageProvider}; which objects
 * there are stands at {@link io.robustmq.broker.storage.s3.object.ObjectNames}.
 */
@NullMarked
package io.robustmq.broker.storage.s3;

import org.jspecify.annotations.NullMarked;
