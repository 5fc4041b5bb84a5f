package dev.farrier.policy.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import java.util.Set;
import java.util.TreeSet;

/** Which keys of a map variable an expression names literally. */
final class ReferencedKeys {
    private ReferencedKeys() {}

    /** {@code x} of {@code map.x}, {@code map["x"]}, {@code "x" in map} and the same of {@code owner.map}. */
    static Set<String> keysOf(CelAbstractSyntaxTree ast, String map, String owner) {
        Set<String> keys = new TreeSet<>();
        CelNavigableAst.fromAst(ast).getRoot().allNodes().forEach(node -> {
            CelExpr expr = node.expr();
            switch (expr.exprKind().getKind()) {
                case SELECT -> {
                    if (isMap(expr.select().operand(), map, owner)) {
                        keys.add(expr.select().field());
                    }
                }
                case CALL -> {
                    CelExpr.CelCall call = expr.call();
                    if (call.args().size() != 2) {
                        return;
                    }
                    if (call.function().equals("_[_]") && isMap(call.args().get(0), map, owner)) {
                        addLiteral(keys, call.args().get(1));
                    } else if (call.function().equals("@in")
                            && isMap(call.args().get(1), map, owner)) {
                        addLiteral(keys, call.args().get(0));
                    }
                }
                default -> {}
            }
        });
        return Set.copyOf(keys);
    }

    private static boolean isMap(CelExpr expr, String map, String owner) {
        return switch (expr.exprKind().getKind()) {
            case IDENT -> expr.ident().name().equals(map);
            case SELECT -> {
                CelExpr operand = expr.select().operand();
                yield expr.select().field().equals(map)
                        && operand.exprKind().getKind() == CelExpr.ExprKind.Kind.IDENT
                        && operand.ident().name().equals(owner);
            }
            default -> false;
        };
    }

    private static void addLiteral(Set<String> keys, CelExpr expr) {
        String key = TextLiteral.of(expr);
        if (key != null) {
            keys.add(key);
        }
    }
}
