package dev.farrier.policy.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.farrier.policy.cel.Conjunct.TextPredicate;
import dev.farrier.policy.cel.Conjunct.TextPredicate.TextOperator;
import dev.farrier.policy.cel.Conjunct.ValuePredicate;
import dev.farrier.policy.cel.Conjunct.ValuePredicate.ValueOperator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds the {@link Conjunct}s of a condition on an event. */
final class Conjuncts {
    private static final Set<String> TEXTS = Set.of("name", "message", "severity", "source");
    private static final Map<String, TextOperator> TEXT_OPERATORS = Map.of(
            "_==_", TextOperator.EQUAL,
            "contains", TextOperator.CONTAINING,
            "startsWith", TextOperator.STARTING_WITH,
            "endsWith", TextOperator.ENDING_WITH,
            "matches", TextOperator.MATCHING);
    private static final Map<String, ValueOperator> VALUE_OPERATORS = Map.of(
            "_<_", ValueOperator.BELOW,
            "_<=_", ValueOperator.AT_MOST,
            "_>_", ValueOperator.ABOVE,
            "_>=_", ValueOperator.AT_LEAST);
    /** Each whole number up to this one has a double of the same value. */
    private static final long EXACT = 1L << 53;

    private final List<Conjunct> found = new ArrayList<>();
    private boolean all = true;

    private Conjuncts() {}

    /** @param all whether the condition consists of nothing else */
    record Conjunction(List<Conjunct> conjuncts, boolean all) {}

    static Conjunction of(CelAbstractSyntaxTree ast) {
        Conjuncts conjuncts = new Conjuncts();
        conjuncts.visit(ast.getExpr());
        return new Conjunction(List.copyOf(conjuncts.found), conjuncts.all);
    }

    private void visit(CelExpr expr) {
        if (expr.exprKind().getKind() == Kind.CALL && expr.call().function().equals("_&&_")) {
            expr.call().args().forEach(this::visit);
            return;
        }
        Optional<Conjunct> one = expr.exprKind().getKind() == Kind.CALL ? call(expr.call()) : Optional.empty();
        one.ifPresent(found::add);
        all &= one.isPresent();
    }

    private static Optional<Conjunct> call(CelExpr.CelCall call) {
        if (call.target().isPresent()) {
            return call.args().size() == 1
                    ? text(call.function(), call.target().get(), call.args().getFirst())
                    : Optional.empty();
        }
        if (call.args().size() != 2) {
            return Optional.empty();
        }
        CelExpr left = call.args().getFirst();
        CelExpr right = call.args().getLast();
        Optional<Conjunct> text = text(call.function(), left, right);
        return text.isPresent() || !field(left).equals("value") ? text : value(call.function(), right);
    }

    private static Optional<Conjunct> text(String function, CelExpr operand, CelExpr argument) {
        String field = field(operand);
        TextOperator operator = TEXT_OPERATORS.get(function);
        String text = TextLiteral.of(argument);
        return operator == null || text == null || !TEXTS.contains(field)
                ? Optional.empty()
                : Optional.of(new TextPredicate(field, operator, text));
    }

    private static Optional<Conjunct> value(String function, CelExpr argument) {
        ValueOperator operator = VALUE_OPERATORS.get(function);
        if (operator == null || argument.exprKind().getKind() != Kind.CONSTANT) {
            return Optional.empty();
        }
        CelConstant constant = argument.constant();
        boolean whole = constant.getKind() == CelConstant.Kind.INT64_VALUE;
        if (whole ? Math.abs(constant.int64Value()) > EXACT : constant.getKind() != CelConstant.Kind.DOUBLE_VALUE) {
            return Optional.empty();
        }
        double number = whole ? constant.int64Value() : constant.doubleValue();
        return Optional.of(new ValuePredicate(operator, number, whole));
    }

    /** {@code x} of {@code event.x}, else empty. */
    private static String field(CelExpr expr) {
        boolean selected = expr.exprKind().getKind() == Kind.SELECT
                && !expr.select().testOnly()
                && expr.select().operand().exprKind().getKind() == Kind.IDENT
                && expr.select().operand().ident().name().equals("event");
        return selected ? expr.select().field() : "";
    }
}
