package io.robustmq.crds.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cel.bundle.Cel;
import dev.cel.bundle.CelFactory;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.extensions.CelExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Rules of schemas ({@code x-kubernetes-validations}), evaluated by Google's CEL for Java with the functions of Kubernetes that our
 * rules use: strings, and {@code quantity(text)} with {@code compareTo}.
 */
final class CelRules {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final CelOptions OPTIONS = CelOptions.current().build();
    private static final Cel CEL = CelFactory.standardCelBuilder()
            .setOptions(OPTIONS)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addVar("self", SimpleType.DYN)
            .addVar("oldSelf", SimpleType.DYN)
            .addCompilerLibraries(CelExtensions.strings())
            .addRuntimeLibraries(CelExtensions.strings())
            .addFunctionDeclarations(
                    CelFunctionDecl.newFunctionDeclaration(
                            "quantity",
                            CelOverloadDecl.newGlobalOverload("quantity_of_text", SimpleType.DYN, SimpleType.STRING)),
                    CelFunctionDecl.newFunctionDeclaration(
                            "compareTo",
                            CelOverloadDecl.newMemberOverload(
                                    "quantity_compare_to", SimpleType.INT, SimpleType.DYN, SimpleType.DYN)))
            .addFunctionBindings(
                    CelFunctionBinding.from("quantity_of_text", String.class, CelRules::amount),
                    CelFunctionBinding.from("quantity_compare_to", Object.class, Object.class, CelRules::compare))
            .build();

    private final Map<String, CelRuntime.Program> programs = new HashMap<>();

    /** Whether a rule holds. A rule that speaks of {@code oldSelf} is asked for changes alone. */
    boolean holds(String rule, JsonNode self, JsonNode oldSelf) {
        Map<String, Object> variables = new LinkedHashMap<>();
        variables.put("self", valueOf(self));
        if (oldSelf != null) {
            variables.put("oldSelf", valueOf(oldSelf));
        }
        try {
            return (boolean) program(rule).eval(variables);
        } catch (CelEvaluationException fault) {
            throw new IllegalStateException("cannot be evaluated: " + rule, fault);
        }
    }

    private CelRuntime.Program program(String rule) {
        return programs.computeIfAbsent(rule, CelRules::compiled);
    }

    private static CelRuntime.Program compiled(String rule) {
        try {
            return CEL.createProgram(CEL.compile(rule).getAst());
        } catch (CelValidationException | CelEvaluationException fault) {
            throw new IllegalStateException("no rule: " + rule, fault);
        }
    }

    private static Object valueOf(JsonNode node) {
        return JSON.convertValue(widened(node), Object.class);
    }

    /** CEL's integers have 64 bits. */
    private static JsonNode widened(JsonNode node) {
        if (node.isInt()) {
            return JSON.getNodeFactory().numberNode(node.longValue());
        }
        if (node.isObject()) {
            var wide = JSON.createObjectNode();
            node.properties().forEach(field -> wide.set(field.getKey(), widened(field.getValue())));
            return wide;
        }
        if (node.isArray()) {
            var wide = JSON.createArrayNode();
            node.forEach(item -> wide.add(widened(item)));
            return wide;
        }
        return node;
    }

    private static Object amount(String text) {
        return Quantity.getAmountInBytes(new Quantity(text)).doubleValue();
    }

    private static Long compare(Object one, Object other) {
        return (long) new BigDecimal(one.toString()).compareTo(new BigDecimal(other.toString()));
    }
}
