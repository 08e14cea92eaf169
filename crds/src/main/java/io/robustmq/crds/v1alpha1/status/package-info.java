/** What the operator says of a resource. */
@NullMarked
package io.robustmq.crds.v1alpha1.status;

import org.jspecify.annotations.NullMarked;
