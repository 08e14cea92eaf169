package io.robustmq.operator.app.secrets;

import io.robustmq.crds.v1alpha1.user.RobustMQUserSpec;
import io.robustmq.crds.v1alpha1.user.Rule;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Users and their rules as the brokers' access file has them: TOML. Pure. */
final class AccessText {

    private AccessText() {}

    /** @param password and scramVerifier what brokers keep of the password */
    static String user(String name, String password, String scramVerifier, boolean superuser) {
        return "[[user]]\nname = " + quoted(name) + "\npassword = " + quoted(password) + "\nscram_sha_256 = "
                + quoted(scramVerifier) + "\nsuperuser = " + superuser + "\n";
    }

    /** Rules are about this user alone, so that it does not matter behind whose they stand; their own order does. */
    static String rules(String name, RobustMQUserSpec spec) {
        return spec.rules().stream().map(rule -> rule(name, rule)).collect(Collectors.joining());
    }

    private static String rule(String name, Rule rule) {
        return "\n[[rule]]\npermission = " + quoted(word(rule.permission())) + "\nuser = " + list(List.of(name))
                + "\naction = " + quoted(word(rule.action())) + "\ntopics = " + list(rule.topics()) + "\n";
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static String list(List<String> texts) {
        return texts.stream().map(AccessText::quoted).collect(Collectors.joining(", ", "[", "]"));
    }

    /** A basic string; TOML wants control characters by their number. */
    private static String quoted(String text) {
        StringBuilder written = new StringBuilder("\"");
        text.chars().forEach(letter -> {
            if (letter == '"' || letter == '\\') {
                written.append('\\').append((char) letter);
            } else if (Character.isISOControl(letter)) {
                written.append(String.format(Locale.ROOT, "\\u%04X", letter));
            } else {
                written.append((char) letter);
            }
        });
        return written.append('"').toString();
    }
}
