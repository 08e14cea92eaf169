package io.robustmq.placement.state.model;

/** A typed value of the cluster's configuration. */
public sealed interface ConfigValue {
    /** The type's name, for messages. */
    String type();

    record OfBoolean(boolean value) implements ConfigValue {
        @Override
        public String type() {
            return "boolean";
        }
    }

    record OfInteger(long value) implements ConfigValue {
        @Override
        public String type() {
            return "integer";
        }
    }

    record OfDecimal(double value) implements ConfigValue {
        @Override
        public String type() {
            return "decimal";
        }
    }

    record OfText(String value) implements ConfigValue {
        @Override
        public String type() {
            return "text";
        }
    }

    record OfDuration(long millis) implements ConfigValue {
        @Override
        public String type() {
            return "duration";
        }
    }
}
