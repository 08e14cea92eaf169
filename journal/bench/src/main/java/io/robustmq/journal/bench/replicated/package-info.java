/** What three servers take: appends that are on the disks of a majority before they are acknowledged. */
@NullMarked
package io.robustmq.journal.bench.replicated;

import org.jspecify.annotations.NullMarked;
