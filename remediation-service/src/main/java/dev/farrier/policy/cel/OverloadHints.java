package dev.farrier.policy.cel;

import com.google.re2j.Pattern;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import dev.cel.parser.CelUnparserFactory;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Hints for an operator or a function that does not take the types of its operands. */
final class OverloadHints {
    private static final Set<String> EQUALITY = Set.of("==", "!=");
    private static final Set<String> ORDER = Set.of("<", "<=", ">", ">=");
    private static final Set<String> OF_TEXTS = Set.of("contains", "startsWith", "endsWith", "matches");
    private static final Set<String> NUMBERS = Set.of("int", "uint", "double");
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(?:\\.[0-9]+)?");
    /** Texts that may hold a number: labels, and the output of a step. */
    private static final Pattern MAY_BE_NUMBER = Pattern.compile("(?:event\\.)?labels\\b|steps\\b");

    private static final String TEXT = "string";

    private final CelAbstractSyntaxTree parsed;

    OverloadHints(CelAbstractSyntaxTree parsed) {
        this.parsed = parsed;
    }

    /**
     * @param name without the underscores that the library gives operators
     * @param types as the library writes them, e.g. {@code (string, int)}
     * @param position in code points
     */
    String describe(String name, String types, int position) {
        String shown = types.replace("farrier.", "").replace("google.protobuf.Timestamp", "timestamp");
        String problem = "'" + (name.equals("@in") ? "in" : name) + "' can't be applied to " + shown;
        String instead =
                call(name, position).map(call -> instead(name, shown, call)).orElse(null);
        return instead == null ? problem : problem + ": " + instead;
    }

    private Optional<CelCall> call(String name, int position) {
        return CelNavigableAst.fromAst(parsed)
                .getRoot()
                .allNodes()
                .map(CelNavigableExpr::expr)
                .filter(expr -> expr.exprKind().getKind() == Kind.CALL
                        && parsed.getSource().getPositionsMap().getOrDefault(expr.id(), -1) == position
                        && expr.call().function().replace("_", "").equals(name.replace("_", "")))
                .map(CelExpr::call)
                .findFirst();
    }

    private @Nullable String instead(String name, String types, CelCall call) {
        if (name.equals("&&") || name.equals("||")) {
            return "both sides must be true or false, compare what is neither";
        }
        if (name.equals("!")) {
            return "write parentheses around what is negated: !(a == b)";
        }
        if (OF_TEXTS.contains(name)) {
            return ofTexts(name, types, call);
        }
        List<String> both = List.of(types.replaceAll("[()]", "").split(", ", -1));
        if (both.size() != 2 || call.args().size() != 2) {
            return null;
        }
        if (name.equals("@in") && both.equals(List.of(TEXT, TEXT))) {
            String in = source(call.args().get(1));
            return TextLiteral.of(call.args().get(1)) != null
                    ? "write [" + in + "]"
                    : "write " + in + ".contains(" + source(call.args().get(0)) + ")";
        }
        if (!both.contains(TEXT)) {
            return null;
        }
        CelExpr text = call.args().get(both.indexOf(TEXT));
        String other = both.get(1 - both.indexOf(TEXT));
        if (other.equals("timestamp") && TextLiteral.of(text) != null) {
            return "write timestamp(" + source(text) + ")";
        }
        return NUMBERS.contains(other) ? number(name, text, call.args().get(1 - both.indexOf(TEXT)), other) : null;
    }

    private @Nullable String number(String name, CelExpr text, CelExpr number, String type) {
        String written = TextLiteral.of(text);
        if (written != null) {
            return NUMBER.matches(written) ? "write " + written + " without quotes" : "write a number";
        }
        String source = source(text);
        boolean label = MAY_BE_NUMBER.matcher(source).lookingAt();
        boolean literal = number.exprKind().getKind() == Kind.CONSTANT;
        if (ORDER.contains(name)) {
            return label ? "write double(" + source + ")" : null;
        }
        if (EQUALITY.contains(name)) {
            String asText = literal ? "write \"" + source(number) + "\"" : null;
            String asNumber = "double(" + source + ")";
            if (!label) {
                return asText;
            }
            return asText == null
                    ? "write " + asNumber
                    : asText + " to compare texts, or " + asNumber + " to compare numbers";
        }
        // arithmetic takes two numbers of the same type
        return label ? "write " + type + "(" + source + ")" : null;
    }

    private @Nullable String ofTexts(String name, String types, CelCall call) {
        if (call.target().isEmpty() && types.equals("(string, string)")) {
            return "write " + source(call.args().get(0)) + "." + name + "("
                    + source(call.args().get(1)) + ")";
        }
        if (call.target().isEmpty() || call.args().size() != 1) {
            return name + " stands behind one text and takes another: write it as ." + name + "('…')";
        }
        String argument = source(call.args().get(0));
        if (types.startsWith("Event.")) {
            return "write event.message." + name + "(" + argument + ")";
        }
        if (types.startsWith("map(") && name.equals("contains")) {
            return "write " + argument + " in " + source(call.target().orElseThrow());
        }
        return null;
    }

    /** The expression as text; an ellipsis where it has a macro, since the parser has expanded that. */
    private String source(CelExpr expr) {
        boolean macro =
                CelNavigableExpr.fromExpr(expr).allNodes().anyMatch(node -> node.getKind() == Kind.COMPREHENSION);
        if (macro) {
            return "…";
        }
        return CelUnparserFactory.newUnparser().unparse(CelAbstractSyntaxTree.newParsedAst(expr, parsed.getSource()));
    }
}
