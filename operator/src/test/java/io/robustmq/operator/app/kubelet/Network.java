package io.robustmq.operator.app.kubelet;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address for each name of a pod, {@code 127.N.SET.POD}; N is drawn for each run, so that several can be beside each other. A pod that
 * is made anew comes back at its address.
 */
final class Network {
    private static final int FIRST_POD = 10;
    private static final List<String> SETS = List.of("placement", "journal", "broker");

    private final int number;

    /** @param number 1 to 254 */
    Network(int number) {
        this.number = number;
    }

    /** The address of a pod of a StatefulSet, by its name. */
    String address(String pod) {
        int hyphen = pod.lastIndexOf('-');
        return address(pod.substring(0, hyphen), Integer.parseInt(pod.substring(hyphen + 1)));
    }

    private String address(String set, int ordinal) {
        String part = set.substring(set.lastIndexOf('-') + 1);
        return "127." + number + "." + (1 + SETS.indexOf(part)) + "." + (FIRST_POD + ordinal);
    }

    /** A text with addresses for names; also names of pods that are still to come. */
    String resolved(String text, String namespace) {
        String result = text;
        for (String part : SETS) {
            Matcher names = Pattern.compile("([a-z0-9-]+-" + part + ")-([0-9]+)\\.\\1\\." + namespace + "\\.svc")
                    .matcher(result);
            result = names.replaceAll(name -> address(name.group(1), Integer.parseInt(name.group(2))));
        }
        return result;
    }
}
