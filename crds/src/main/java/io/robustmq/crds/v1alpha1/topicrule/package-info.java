/** What holds for topics. */
@NullMarked
package io.robustmq.crds.v1alpha1.topicrule;

import org.jspecify.annotations.NullMarked;
