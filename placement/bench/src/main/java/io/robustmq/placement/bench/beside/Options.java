package io.robustmq.placement.bench.beside;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What stands on the command line: {@code LOAD --name value ...}. */
record Options(String load, Map<String, String> values) {

    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry("target", "robustmq"),
            Map.entry("members", "127.0.0.1:1228"),
            Map.entry("clients", "64"),
            Map.entry("connections", "8"),
            Map.entry("bytes", "256"),
            Map.entry("keys", "10000"),
            Map.entry("warmup", "5"),
            Map.entry("seconds", "10"),
            Map.entry("watchers", "1000"),
            Map.entry("rate", "10"),
            Map.entry("kill", "0"));

    static Options parse(String[] args) {
        if (args.length == 0) {
            throw new IllegalArgumentException(
                    "which load? put, failover or watch; then any of --name value: " + DEFAULTS);
        }
        Map<String, String> values = new HashMap<>(DEFAULTS);
        for (int i = 1; i < args.length; i += 2) {
            String name = args[i].replaceFirst("^--", "");
            if (!DEFAULTS.containsKey(name) || i + 1 == args.length) {
                throw new IllegalArgumentException(
                        "'" + args[i] + "': one of " + DEFAULTS.keySet() + ", then its value");
            }
            values.put(name, args[i + 1]);
        }
        return new Options(args[0], values);
    }

    String text(String name) {
        return values.get(name);
    }

    int number(String name) {
        return Integer.parseInt(values.get(name));
    }

    List<String> members() {
        return List.of(values.get("members").split(","));
    }

    String value() {
        return "v".repeat(number("bytes"));
    }
}
