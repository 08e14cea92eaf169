/** What tests of the placement centre, here and in its server, make things up with. */
@NullMarked
package io.robustmq.placement.state.testkit;

import org.jspecify.annotations.NullMarked;
