/** What the server keeps on disk: a store of keys and values with the position it stands at, and its folders. */
@NullMarked
package io.robustmq.placement.server.disk;

import org.jspecify.annotations.NullMarked;
