/** The resources of group {@code robustmq.io}, version {@code v1alpha1}, as Java values; the YAML in {@code crds/manifests} is made of them. */
@NullMarked
package io.robustmq.crds.v1alpha1;

import org.jspecify.annotations.NullMarked;
