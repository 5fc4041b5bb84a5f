package dev.farrier.policy.cel;

import com.google.common.collect.ImmutableMap;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelReference;
import dev.cel.common.types.CelType;
import dev.cel.compiler.CelCompiler;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Parses and type-checks conditions, and keeps the types of each {@link ConditionShape}. Ten thousand policies rarely have ten
 * thousand shapes: most conditions differ only in their constants, whose values do not affect the types. To type-check a
 * condition takes 150 of its 190 µs, nearly all of it to build the declarations of CEL's standard library again. Thread-safe.
 */
final class TypeChecker {
    private static final int SHAPES = 1_000;

    private final CelCompiler compiler;
    private final Vocabulary known;
    private final Map<String, Types> shapes = new ConcurrentHashMap<>();

    private record Types(ImmutableMap<Long, CelReference> references, ImmutableMap<Long, CelType> types) {}

    /** @param known for hints */
    TypeChecker(CelCompiler compiler, Vocabulary known) {
        this.compiler = compiler;
        this.known = known;
    }

    /** @param labels of the events, for hints; empty: they are not known */
    CelAbstractSyntaxTree check(String text, Set<String> labels) throws InvalidCelException {
        if (text.isBlank()) {
            throw new InvalidCelException(
                    List.of(new InvalidCelException.Issue(0, "it is empty: write a condition or remove it")));
        }
        CelAbstractSyntaxTree parsed = parse(text);
        ConditionShape shape = ConditionShape.of(parsed.getExpr());
        Types types = shape.whole() ? shapes.get(shape.text()) : null;
        CelAbstractSyntaxTree ast = types == null
                ? checked(parsed, text, labels)
                : CelAbstractSyntaxTree.newCheckedAst(
                        parsed.getExpr(), parsed.getSource(), types.references, types.types);
        if (shape.literalsMatter()) {
            checkLiterals(ast, text);
        }
        // the checker may have rewritten the expression, e.g. a qualified name: then its types do not fit the parsed
        // one
        if (types == null && shape.whole() && ast.getExpr().equals(parsed.getExpr())) {
            if (shapes.size() >= SHAPES) {
                shapes.clear();
            }
            shapes.put(shape.text(), new Types(ast.getReferenceMap(), ast.getTypeMap()));
        }
        return ast;
    }

    private void checkLiterals(CelAbstractSyntaxTree ast, String text) throws InvalidCelException {
        CelValidationResult literals = CelEnvironment.LITERALS.validate(ast);
        if (literals.hasError()) {
            throw new InvalidCelException(CelEnvironment.issues(literals, text, known, ast));
        }
    }

    private CelAbstractSyntaxTree parse(String text) throws InvalidCelException {
        CelValidationResult result = compiler.parse(text);
        try {
            return result.getAst();
        } catch (CelValidationException e) {
            List<InvalidCelException.Issue> hints = SyntaxHints.in(text);
            throw new InvalidCelException(hints.isEmpty() ? CelEnvironment.issues(result, text, known, null) : hints);
        }
    }

    private CelAbstractSyntaxTree checked(CelAbstractSyntaxTree parsed, String text, Set<String> labels)
            throws InvalidCelException {
        CelValidationResult result = compiler.check(parsed);
        try {
            return result.getAst();
        } catch (CelValidationException e) {
            throw new InvalidCelException(CelEnvironment.issues(result, text, known.withLabels(labels), parsed));
        }
    }
}
