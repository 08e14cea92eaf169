/**
 * The ids everyone shares. What goes over the wire is in {@code src/main/proto}; its stubs are generated into {@code v1}.
 */
@NullMarked
package io.robustmq.placement.api;

import org.jspecify.annotations.NullMarked;
