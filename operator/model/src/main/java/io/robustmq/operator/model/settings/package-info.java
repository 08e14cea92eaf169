/** What the servers' files say: names as their own reference pages have them. */
@NullMarked
package io.robustmq.operator.model.settings;

import org.jspecify.annotations.NullMarked;
