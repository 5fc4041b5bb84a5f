package dev.farrier.policy.cel;

import dev.cel.common.ast.CelExpr;
import java.util.Set;

/**
 * A parsed condition without the values of its constants.
 *
 * @param text differs between any two shapes that are whole
 * @param whole false: the condition has parts, rare ones, that are not in the text
 * @param literalsMatter whether the condition may have a literal that {@link CelEnvironment#LITERALS} must check, which
 *     takes as long as parsing
 */
record ConditionShape(String text, boolean whole, boolean literalsMatter) {
    private static final Set<String> OF_LITERALS = Set.of("matches", "timestamp", "duration", "_/_", "_%_");

    static ConditionShape of(CelExpr parsed) {
        Builder builder = new Builder();
        builder.add(parsed);
        return new ConditionShape(builder.text.toString(), builder.whole, builder.literalsMatter || !builder.whole);
    }

    private static final class Builder {
        private final StringBuilder text = new StringBuilder();
        private boolean whole = true;
        private boolean literalsMatter;

        void add(CelExpr expr) {
            text.append(expr.id()).append(' ');
            switch (expr.exprKind().getKind()) {
                case CONSTANT -> text.append('=').append(expr.constant().getKind());
                case IDENT -> text.append(expr.ident().name());
                case SELECT -> {
                    text.append(expr.select().testOnly() ? "?." : ".")
                            .append(expr.select().field());
                    next(expr.select().operand());
                }
                case CALL -> {
                    CelExpr.CelCall call = expr.call();
                    literalsMatter |= OF_LITERALS.contains(call.function());
                    text.append(call.function())
                            .append(call.target().isPresent() ? '.' : '/')
                            .append(call.args().size());
                    call.target().ifPresent(this::next);
                    call.args().forEach(this::next);
                }
                case LIST -> {
                    text.append('[').append(expr.list().elements().size());
                    whole &= expr.list().optionalIndices().isEmpty();
                    expr.list().elements().forEach(this::next);
                }
                default -> whole = false;
            }
        }

        private void next(CelExpr expr) {
            text.append('\n');
            add(expr);
        }
    }
}
