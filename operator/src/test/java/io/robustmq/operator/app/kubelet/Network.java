package io.robustmq.operator.app.kubelet;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An address for each name of a pod, {@code 127.N.SET.POD}; N is drawn for each run, so that several can be beside each other. A pod that
 * is made anew comes back at its address.
 */
final class Network {
    private static final int FIRST_POD = 10;
    private static final List<String> SETS = List.of("placement", "journal", "broker");

    private final int number;
    private final Map<String, String> names = new TreeMap<>();

    /** @param number 1 to 254 */
    Network(int number) {
        this.number = number;
    }

    /** The address of a pod, which from now on its name stands for. */
    String address(String namespace, String set, int ordinal) {
        String part = set.substring(set.lastIndexOf('-') + 1);
        String address = "127." + number + "." + (1 + SETS.indexOf(part)) + "." + (FIRST_POD + ordinal);
        names.put(set + "-" + ordinal + "." + set + "." + namespace + ".svc", address);
        return address;
    }

    /** A text with addresses for names; also names of pods that are still to come. */
    String resolved(String text, String namespace) {
        String[] result = {text};
        for (String part : SETS) {
            var names = java.util.regex.Pattern.compile("([a-z0-9-]+-" + part + ")-([0-9]+)\\.\\1\\." + namespace + "\\.svc")
                    .matcher(result[0]);
            result[0] = names.replaceAll(name -> address(namespace, name.group(1), Integer.parseInt(name.group(2))));
        }
        return result[0];
    }
}
