package dev.farrier.policy.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.cel.common.types.StructTypeReference;
import dev.cel.runtime.CelRuntime;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * A condition on the outcomes of earlier steps: {@code when}. The variable {@code steps} has an entry for each, with
 * {@code succeeded} (bool), {@code exitCode} (int; an HTTP status for http) and {@code output} (text):
 * {@code steps.probe.exitCode == 3}, {@code steps["drain-bridge"].succeeded}. Immutable.
 */
public final class StepCondition {
    private static final StructType STEP = CelEnvironment.struct(
            "farrier.Step",
            Map.of(
                    "succeeded", SimpleType.BOOL,
                    "exitCode", SimpleType.INT,
                    "output", SimpleType.STRING));
    private static final TypeChecker CHECKER = new TypeChecker(
            CelEnvironment.compiler(
                    Map.of("steps", MapType.create(SimpleType.STRING, StructTypeReference.create(STEP.name()))), STEP),
            new Vocabulary(Set.of("steps"), "steps.ID", STEP.fieldNames(), Set.of()));

    private final String text;
    private final CelRuntime.Program program;
    private final Set<String> steps;

    private StepCondition(String text, CelRuntime.Program program, Set<String> steps) {
        this.text = text;
        this.program = program;
        this.steps = steps;
    }

    /**
     * How a step ended.
     *
     * @param succeeded false also when it was skipped
     * @param exitCode -1 when there is none
     * @param output empty when there is none
     */
    public record StepResult(boolean succeeded, long exitCode, String output) {}

    /** @throws InvalidCelException when it does not parse, names something unknown, or is not of type bool */
    public static StepCondition compile(String cel) throws InvalidCelException {
        CelAbstractSyntaxTree ast = CHECKER.check(cel, Set.of());
        return new StepCondition(cel, CelEnvironment.program(ast), ReferencedKeys.keysOf(ast, "steps", ""));
    }

    /** Never throws. A step that is not in the map makes the condition fail. */
    public EvaluationResult test(Map<String, StepResult> ended) {
        Map<String, Object> steps = new HashMap<>();
        ended.forEach((id, end) -> steps.put(
                id, Map.of("succeeded", end.succeeded(), "exitCode", end.exitCode(), "output", end.output())));
        return CelEnvironment.evaluate(program, Map.of("steps", steps));
    }

    /** The ids of steps that the condition names literally. */
    public Set<String> steps() {
        return steps;
    }

    /** As it was written. */
    @Override
    public String toString() {
        return text;
    }
}
