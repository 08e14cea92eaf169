/** Who may connect. */
@NullMarked
package io.robustmq.crds.v1alpha1.user;

import org.jspecify.annotations.NullMarked;
