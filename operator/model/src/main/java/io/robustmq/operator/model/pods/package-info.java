/** StatefulSets and the templates of their pods. */
@NullMarked
package io.robustmq.operator.model.pods;

import org.jspecify.annotations.NullMarked;
