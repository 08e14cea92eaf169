/** The users of clusters, each a resource of its own. */
@NullMarked
package io.robustmq.operator.app.users;

import org.jspecify.annotations.NullMarked;
