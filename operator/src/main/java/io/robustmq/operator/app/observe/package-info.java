/** What there is, read anew each time: the API server and the servers are asked, no cache. */
@NullMarked
package io.robustmq.operator.app.observe;

import org.jspecify.annotations.NullMarked;
