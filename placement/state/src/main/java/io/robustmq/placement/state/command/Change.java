package io.robustmq.placement.state.command;

import io.robustmq.placement.state.model.Ref;
import io.robustmq.placement.state.model.Resource;
import java.util.OptionalLong;

/** One change of what operators write. */
public sealed interface Change {

    Ref ref();

    /** Empty: whatever is there. 0: nothing may be there. Else: the entity must have this version. */
    OptionalLong expectedVersion();

    /** Creates or replaces. */
    record Put(Resource resource, OptionalLong expectedVersion) implements Change {
        public static Put of(Resource resource) {
            return new Put(resource, OptionalLong.empty());
        }

        @Override
        public Ref ref() {
            return resource.ref();
        }
    }

    /** Deletes; refused if it is not there. */
    record Delete(Ref ref, OptionalLong expectedVersion) implements Change {
        public static Delete of(Ref ref) {
            return new Delete(ref, OptionalLong.empty());
        }
    }
}
