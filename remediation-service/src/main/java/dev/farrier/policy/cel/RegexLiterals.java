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
 * Regexes of {@code matches(…)}, by the engine that will run them: the library's own check uses Java's. One that an event
 * brings along could be anything, and would be compiled anew on every event.
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
