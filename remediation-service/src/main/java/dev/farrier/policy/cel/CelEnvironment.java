package dev.farrier.policy.cel;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.bundle.Cel;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.validator.CelAstValidator;
import dev.cel.validator.CelValidator;
import dev.cel.validator.CelValidatorFactory;
import dev.cel.validator.validators.DurationLiteralValidator;
import dev.cel.validator.validators.TimestampLiteralValidator;
import dev.farrier.policy.cel.InvalidCelException.Issue;
import dev.farrier.policy.text.BoundedRegex;
import dev.farrier.policy.text.RegexErrors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The limits and options that every condition shares. */
final class CelEnvironment {
    private static final int MAX_CODE_POINTS = 4_096;

    private static final CelOptions OPTIONS = CelOptions.current()
            .enableHeterogeneousNumericComparisons(true)
            .maxExpressionCodePointSize(MAX_CODE_POINTS)
            .maxParseRecursionDepth(32)
            .maxParseErrorRecoveryLimit(10)
            .comprehensionMaxIterations(1_000)
            .maxRegexProgramSize(1_000)
            .build();

    private static final CelRuntime RUNTIME =
            CelRuntimeFactory.standardCelRuntimeBuilder().setOptions(OPTIONS).build();

    /** Finds what would fail on every event: invalid literals of regexes, timestamps and durations, and divisions by zero. */
    static final CelValidator LITERALS = CelValidatorFactory.standardCelValidatorBuilder(
                    CelCompilerFactory.standardCelCompilerBuilder()
                            .setOptions(OPTIONS)
                            .build(),
                    RUNTIME)
            .addAstValidators(
                    new RegexLiterals(),
                    new ZeroDivisors(),
                    TimestampLiteralValidator.INSTANCE,
                    DurationLiteralValidator.INSTANCE)
            .build();

    private CelEnvironment() {}

    /** A type with these fields and no others, so that a misspelt one is found when the condition is compiled. */
    static StructType struct(String name, Map<String, CelType> fields) {
        ImmutableMap<String, CelType> known = ImmutableMap.copyOf(fields);
        return StructType.create(
                name, ImmutableSet.copyOf(known.keySet()), field -> Optional.ofNullable(known.get(field)));
    }

    static CelCompiler compiler(Map<String, CelType> variables, StructType... types) {
        CelCompilerBuilder builder = CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(OPTIONS)
                .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .setTypeProvider(new Structs(ImmutableList.copyOf(types)))
                .setResultType(SimpleType.BOOL);
        variables.forEach(builder::addVar);
        return builder.build();
    }

    static CelRuntime.Program program(CelAbstractSyntaxTree ast) throws InvalidCelException {
        try {
            return RUNTIME.createProgram(ast);
        } catch (CelEvaluationException e) {
            throw new InvalidCelException(List.of(new Issue(0, describe(e))));
        }
    }

    /** Returns a failure as a result and never throws it: no event may stop the stream. */
    @SuppressWarnings("CatchingUnchecked")
    static EvaluationResult evaluate(CelRuntime.Program program, Map<String, ?> variables) {
        try {
            return program.eval(variables) instanceof Boolean holds
                    ? EvaluationResult.of(holds)
                    : EvaluationResult.failed("it gave neither true nor false");
        } catch (CelEvaluationException | RuntimeException | StackOverflowError e) {
            return EvaluationResult.failed(describe(e));
        }
    }

    /** @param parsed null: the text did not parse */
    static List<Issue> issues(
            CelValidationResult result, String text, Vocabulary known, @Nullable CelAbstractSyntaxTree parsed) {
        List<Issue> issues = new ArrayList<>();
        for (CelIssue issue : result.getErrors()) {
            int offset = result.getSource()
                    .getLocationOffset(
                            issue.getSourceLocation().getLine(),
                            issue.getSourceLocation().getColumn())
                    .orElse(0);
            int chars = text.offsetByCodePoints(0, Math.clamp(offset, 0, text.codePointCount(0, text.length())));
            ErrorTranslator.of(issue.getMessage(), chars, text, known, parsed).ifPresent(issues::add);
        }
        return issues.isEmpty() ? List.of(new Issue(0, result.getErrorString())) : issues;
    }

    private static String describe(Throwable e) {
        return ErrorTranslator.ofFailure(String.valueOf(e.getMessage()));
    }

    private record Structs(ImmutableList<StructType> structs) implements CelTypeProvider {
        @Override
        public ImmutableCollection<CelType> types() {
            return ImmutableList.copyOf(structs);
        }

        @Override
        public Optional<CelType> findType(String name) {
            return structs.stream()
                    .filter(type -> type.name().equals(name))
                    .map(CelType.class::cast)
                    .findFirst();
        }
    }

    /**
     * Checks the regexes of {@code matches(…)} with RE2, which runs them; the library's own check uses Java's engine. Each must be
     * a literal: a regex from an event could be anything, and CEL would compile it again for every event.
     */
    private static final class RegexLiterals implements CelAstValidator {
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

    /** Finds conditions that divide by zero on every event: it evaluates each divisor that has no variable. */
    private static final class ZeroDivisors implements CelAstValidator {
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
}
