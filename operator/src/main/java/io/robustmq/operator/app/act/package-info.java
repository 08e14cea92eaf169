/** What changes something in Kubernetes. */
@NullMarked
package io.robustmq.operator.app.act;

import org.jspecify.annotations.NullMarked;
