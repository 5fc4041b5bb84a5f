package dev.farrier.policy.cel;

import dev.cel.bundle.Cel;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelValidationException;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.validator.CelAstValidator;
import java.util.Set;

/** Finds conditions that divide by zero on every event: it evaluates each divisor that has no variable. */
final class ZeroDivisors implements CelAstValidator {
    private static final Set<String> DIVISIONS = Set.of("_/_", "_%_");

    @Override
    public void validate(CelNavigableAst ast, Cel cel, IssuesFactory issues) {
        ast.getRoot().allNodes().forEach(node -> {
            CelExpr expr = node.expr();
            if (expr.exprKind().getKind() != Kind.CALL
                    || !DIVISIONS.contains(expr.call().function())) {
                return;
            }
            CelExpr divisor = expr.call().args().getLast();
            boolean constant = CelNavigableExpr.fromExpr(divisor)
                    .allNodes()
                    .allMatch(part -> part.getKind() == Kind.CONSTANT || part.getKind() == Kind.CALL);
            if (constant
                    && isZero(
                            CelAbstractSyntaxTree.newParsedAst(
                                    divisor, ast.getAst().getSource()),
                            cel)) {
                issues.addError(divisor.id(), "this divides by zero, whatever the event: write another divisor");
            }
        });
    }

    /** False also for a divisor that can't be evaluated: another check reports that. */
    private static boolean isZero(CelAbstractSyntaxTree divisor, Cel cel) {
        try {
            Object value = cel.createProgram(cel.check(divisor).getAst()).eval();
            return value instanceof Number number && number.doubleValue() == 0;
        } catch (CelValidationException | CelEvaluationException e) {
            return false;
        }
    }
}
