package dev.farrier.policy.cel;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.bundle.Cel;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.validator.CelAstValidator;
import dev.farrier.policy.text.BoundedRegex;
import dev.farrier.policy.text.RegexErrors;

/**
 * Checks the regexes of {@code matches(…)} with RE2, which runs them; the library's own check uses Java's engine. Each must be
 * a literal: a regex from an event could be anything, and CEL would compile it again for every event.
 */
final class RegexLiterals implements CelAstValidator {
    @Override
    public void validate(CelNavigableAst ast, Cel cel, IssuesFactory issues) {
        ast.getRoot().allNodes().forEach(node -> {
            CelExpr expr = node.expr();
            if (expr.exprKind().getKind() != CelExpr.ExprKind.Kind.CALL
                    || !expr.call().function().equals("matches")) {
                return;
            }
            CelExpr regex = expr.call().args().getLast();
            String literal = TextLiteral.of(regex);
            if (literal == null) {
                issues.addError(regex.id(), "matches() needs a regular expression that is written out, in quotes");
            } else {
                try {
                    Pattern unused = BoundedRegex.compile(literal);
                } catch (PatternSyntaxException e) {
                    issues.addError(regex.id(), RegexErrors.of(e));
                }
            }
        });
    }
}
