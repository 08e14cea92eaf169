package io.robustmq.placement.service.convert;

import io.robustmq.placement.state.command.Change;
import io.robustmq.placement.state.command.Command;
import io.robustmq.placement.state.model.AclRule;
import io.robustmq.placement.state.model.BlockRule;
import io.robustmq.placement.state.model.ConfigEntry;
import io.robustmq.placement.state.model.ConfigValue;
import io.robustmq.placement.state.model.Entity;
import io.robustmq.placement.state.model.Schema;
import io.robustmq.placement.state.model.Tenant;
import io.robustmq.placement.state.record.RecordBatch;
import io.robustmq.placement.state.record.StateRecord;
import java.util.List;

/** About how many bytes something has, for limits of memory and messages: cheap to ask, and right where it is large. */
public final class Weight {

    private static final long SMALL = 512; // names, and whatever has no text that may be long

    private Weight() {}

    public static long of(RecordBatch batch) {
        long sum = 0;
        for (StateRecord entry : batch.records()) {
            sum += entry instanceof StateRecord.Put put ? of(put.entity()) : SMALL / 2;
        }
        return sum;
    }

    public static long of(Command command) {
        if (!(command instanceof Command.Write write)) {
            return SMALL;
        }
        long sum = 0;
        for (Change change : write.changes()) {
            sum += change instanceof Change.Put put ? of(put.resource()) : SMALL;
        }
        return sum;
    }

    public static long of(Entity entity) {
        return SMALL
                + switch (entity) {
                    case ConfigEntry config ->
                        config.value() instanceof ConfigValue.OfText text
                                ? text.value().length()
                                : 0;
                    case Schema schema ->
                        schema.definition().length() + schema.description().length();
                    case Tenant tenant -> tenant.description().length();
                    case BlockRule rule -> rule.description().length();
                    case AclRule rule ->
                        letters(rule.clientIds())
                                + letters(rule.usernames())
                                + letters(rule.addresses())
                                + letters(rule.topics());
                    default -> 0;
                };
    }

    private static int letters(List<String> texts) {
        int letters = 0;
        for (String text : texts) {
            letters += text.length();
        }
        return letters;
    }
}
