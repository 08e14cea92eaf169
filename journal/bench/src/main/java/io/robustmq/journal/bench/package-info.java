/** What the log costs. Each benchmark works in a folder of its own below the property {@code journal.folder}. */
@NullMarked
package io.robustmq.journal.bench;

import org.jspecify.annotations.NullMarked;
