package dev.farrier.policy.cel;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationResult;
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
import dev.cel.validator.CelValidator;
import dev.cel.validator.CelValidatorFactory;
import dev.cel.validator.validators.DurationLiteralValidator;
import dev.cel.validator.validators.TimestampLiteralValidator;
import dev.farrier.policy.cel.InvalidCelException.Issue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
}
