package dev.farrier.policy.cel;

import com.google.common.collect.ImmutableMap;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelReference;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.types.CelType;
import dev.cel.compiler.CelCompiler;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Parses and checks. Ten thousand policies rarely have ten thousand different conditions: most differ in their constants alone,
 * which have no say in the types. Of 190 µs that a condition takes, 150 go into its types, nearly all of them into building the
 * standard library's declarations anew, so what was found out about one shape is kept. Thread-safe.
 */
final class Checker {
    private static final int SHAPES = 1_000;

    private final CelCompiler compiler;
    private final Set<String> known;
    private final Map<String, Types> shapes = new ConcurrentHashMap<>();

    private record Types(ImmutableMap<Long, CelReference> references, ImmutableMap<Long, CelType> types) {}

    /** @param known variables and fields, for hints */
    Checker(CelCompiler compiler, Set<String> known) {
        this.compiler = compiler;
        this.known = known;
    }

    CelAbstractSyntaxTree check(String text) throws InvalidCelException {
        if (text.isBlank()) {
            throw new InvalidCelException(
                    List.of(new InvalidCelException.Issue(0, "it is empty: write a condition or remove it")));
        }
        CelAbstractSyntaxTree parsed = tree(compiler.parse(text), text);
        Optional<String> shape = shape(parsed);
        Types types = shape.map(shapes::get).orElse(null);
        CelAbstractSyntaxTree ast = types == null
                ? tree(compiler.check(parsed), text)
                : CelAbstractSyntaxTree.newCheckedAst(
                        parsed.getExpr(), parsed.getSource(), types.references, types.types);
        CelValidationResult literals = Cel.LITERALS.validate(ast);
        if (literals.hasError()) {
            throw new InvalidCelException(Cel.issues(literals, text, known));
        }
        // the checker may have rewritten it, e.g. a qualified name: then its types are not the parsed one's
        if (types == null && shape.isPresent() && ast.getExpr().equals(parsed.getExpr())) {
            if (shapes.size() >= SHAPES) {
                shapes.clear();
            }
            shapes.put(shape.get(), new Types(ast.getReferenceMap(), ast.getTypeMap()));
        }
        return ast;
    }

    private CelAbstractSyntaxTree tree(CelValidationResult result, String text) throws InvalidCelException {
        try {
            return result.getAst();
        } catch (CelValidationException e) {
            throw new InvalidCelException(Cel.issues(result, text, known));
        }
    }

    /** Everything but the values of constants, in a text that tells any two shapes apart. Empty for what is rare. */
    private static Optional<String> shape(CelAbstractSyntaxTree parsed) {
        StringBuilder shape = new StringBuilder();
        boolean[] common = {true};
        CelNavigableAst.fromAst(parsed).getRoot().allNodes().forEach(node -> {
            CelExpr expr = node.expr();
            shape.append(expr.id()).append(' ');
            switch (expr.exprKind().getKind()) {
                case CONSTANT -> shape.append('=').append(expr.constant().getKind());
                case IDENT -> shape.append(expr.ident().name());
                case SELECT ->
                    shape.append(expr.select().testOnly() ? "?." : ".")
                            .append(expr.select().field());
                case CALL ->
                    shape.append(expr.call().function())
                            .append(expr.call().target().isPresent() ? '.' : '/')
                            .append(expr.call().args().size());
                case LIST -> {
                    shape.append('[').append(expr.list().elements().size());
                    common[0] &= expr.list().optionalIndices().isEmpty();
                }
                default -> common[0] = false;
            }
            shape.append('\n');
        });
        return common[0] ? Optional.of(shape.toString()) : Optional.empty();
    }
}
