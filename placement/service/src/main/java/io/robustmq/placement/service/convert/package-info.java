/** Between the messages of the API and the model. What a message can say and the model cannot is refused here, by field. */
@NullMarked
package io.robustmq.placement.service.convert;

import org.jspecify.annotations.NullMarked;
