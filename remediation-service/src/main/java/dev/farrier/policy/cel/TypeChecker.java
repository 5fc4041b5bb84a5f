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
 * Parses and checks. Ten thousand policies rarely have ten thousand different conditions: most differ in their constants alone,
 * which have no say in the types. Of 190 µs that a condition takes, 150 go into its types, nearly all of them into building the
 * standard library's declarations anew, so what was found out about one shape is kept. Thread-safe.
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

    /** @param labels those that events can have, for hints; empty: nothing is known of them */
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
        // the checker may have rewritten it, e.g. a qualified name: then its types are not the parsed one's
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
            List<InvalidCelException.Issue> slips = SyntaxHints.in(text);
            throw new InvalidCelException(slips.isEmpty() ? CelEnvironment.issues(result, text, known, null) : slips);
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
