package dev.farrier.policy.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.cel.runtime.CelRuntime;
import dev.farrier.model.Event;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A condition on one event: {@code where}. The variable {@code event} has {@code id, kind, message, name, severity,
 * source} (text), {@code labels} and {@code annotations} (text → text), {@code value} (a number, there only if the event has one: {@code
 * has(event.value)}) and {@code time} (a timestamp); {@code labels} is also a variable of its own.
 * Immutable; equal to one that is written alike.
 */
public final class Condition {
    private static final MapType LABELS = MapType.create(SimpleType.STRING, SimpleType.STRING);
    private static final StructType EVENT = CelEnvironment.struct(
            "farrier.Event",
            Map.of(
                    "id", SimpleType.STRING,
                    "kind", SimpleType.STRING,
                    "message", SimpleType.STRING,
                    "name", SimpleType.STRING,
                    "severity", SimpleType.STRING,
                    "source", SimpleType.STRING,
                    "labels", LABELS,
                    "annotations", LABELS,
                    "value", SimpleType.DOUBLE,
                    "time", SimpleType.TIMESTAMP));
    private static final TypeChecker CHECKER = new TypeChecker(
            CelEnvironment.compiler(Map.of("event", EVENT, "labels", LABELS), EVENT),
            new Vocabulary(Set.of("event", "labels"), "event", EVENT.fieldNames(), Set.of()));

    private final String text;
    private final CelRuntime.Program program;
    private final Set<String> labels;
    private final Set<String> annotations;
    private final Conjuncts.Conjunction conjuncts;

    private Condition(String text, CelRuntime.Program program, CelAbstractSyntaxTree ast) {
        this.text = text;
        this.program = program;
        this.labels = ReferencedKeys.keysOf(ast, "labels", "event");
        this.annotations = ReferencedKeys.keysOf(ast, "annotations", "event");
        this.conjuncts = Conjuncts.of(ast);
    }

    /** @throws InvalidCelException when it does not parse, names something unknown, or is not of type bool */
    public static Condition compile(String cel) throws InvalidCelException {
        return compile(cel, Set.of());
    }

    /**
     * @param labels of the events, for hints in the exception; empty: they are not known
     * @throws InvalidCelException as {@link #compile(String)}
     */
    public static Condition compile(String cel, Set<String> labels) throws InvalidCelException {
        CelAbstractSyntaxTree ast = CHECKER.check(cel, labels);
        return new Condition(cel, CelEnvironment.program(ast), ast);
    }

    /** The variables of one event; made once for all conditions that are tested on it. */
    public static final class Subject {
        private final Map<String, Object> variables;

        private Subject(Map<String, Object> variables) {
            this.variables = variables;
        }

        public static Subject of(Event event) {
            Map<String, Object> fields = new HashMap<>(16);
            fields.put("id", event.id());
            fields.put("kind", event.kind().name().toLowerCase(Locale.ROOT));
            fields.put("message", event.message());
            fields.put("name", event.name());
            fields.put("severity", event.severity());
            fields.put("source", event.source());
            fields.put("labels", event.labels());
            fields.put("annotations", event.annotations());
            fields.put("time", Instant.ofEpochMilli(event.time()));
            if (event.value() != null) {
                fields.put("value", event.value());
            }
            return new Subject(Map.of("event", fields, "labels", event.labels()));
        }
    }

    /** Never throws. A label that the event lacks makes the condition fail, unless {@code has(labels.zone)} asks first. */
    public EvaluationResult test(Subject subject) {
        return CelEnvironment.evaluate(program, subject.variables);
    }

    /** The parts that must all hold, in a form that can be tested without evaluating CEL. */
    public List<Conjunct> conjuncts() {
        return conjuncts.conjuncts();
    }

    /** Whether the condition holds exactly when all {@link #conjuncts} hold. */
    public boolean hasOnlyConjuncts() {
        return conjuncts.all();
    }

    /** The labels that the condition names literally. */
    public Set<String> labels() {
        return labels;
    }

    /** The annotations that the condition names literally. */
    public Set<String> annotations() {
        return annotations;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Condition condition && condition.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** As it was written. */
    @Override
    public String toString() {
        return text;
    }
}
