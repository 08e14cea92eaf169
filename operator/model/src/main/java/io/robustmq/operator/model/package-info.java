/** The resource as Kubernetes objects, pure. Begin at {@link io.robustmq.operator.model.Rendering}. */
@NullMarked
package io.robustmq.operator.model;

import org.jspecify.annotations.NullMarked;
