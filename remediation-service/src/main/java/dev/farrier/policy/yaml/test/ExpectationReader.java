package dev.farrier.policy.yaml.test;

import dev.farrier.model.Reason;
import dev.farrier.model.Verdict;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Policy;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.text.Nearest;
import dev.farrier.policy.yaml.test.Expectation.Kind;
import dev.farrier.policy.yaml.tree.Fields;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** {@code expect} of a step. */
final class ExpectationReader {
    private static final Map<Kind, Set<String>> FIELDS = Map.of(
            Kind.DETECTION, Set.of("policy"),
            Kind.DECISION, Set.of("policy", "target", "verdict", "reason", "rung"),
            Kind.COMMAND, Set.of("policy", "target", "rung", "step", "action"),
            Kind.RESOLVED, Set.of("policy", "target", "reason"),
            Kind.ESCALATED, Set.of("policy", "target", "reason"));

    private final Bundle bundle;

    ExpectationReader(Bundle bundle) {
        this.bundle = bundle;
    }

    List<Expectation> read(Fields step) {
        List<Expectation> all = new ArrayList<>();
        List<String> kinds = Arrays.stream(Kind.values()).map(Kind::text).toList();
        for (Fields item : step.maps("expect")) {
            for (Kind kind : Kind.values()) {
                Fields written = item.fields(kind.text());
                if (written != null) {
                    all.add(expected(kind, written));
                    written.done();
                }
            }
            if (item.keys().size() != 1) {
                item.problems().error(item.location(), "write exactly one of " + String.join(", ", kinds));
            }
            item.done();
        }
        return all;
    }

    private Expectation expected(Kind kind, Fields written) {
        TreeMap<String, String> fields = new TreeMap<>();
        for (String name : new TreeSet<>(FIELDS.getOrDefault(kind, Set.of()))) {
            Scalar value = written.scalar(name);
            if (value != null) {
                fields.put(name, value.text());
                check(name, value, written);
            }
        }
        return new Expectation(
                kind,
                fields,
                PolicyTestReader.texts(written, "group"),
                kind == Kind.COMMAND ? PolicyTestReader.texts(written, "with") : new TreeMap<>(),
                PolicyTestReader.location(written.location()));
    }

    private void check(String name, Scalar value, Fields written) {
        Collection<String> known = switch (name) {
            case "policy" -> bundle.policies().keySet();
            case "target" -> bundle.resources().keySet();
            case "verdict" -> lower(Verdict.values());
            case "reason" -> Arrays.stream(Reason.values()).map(Reason::code).toList();
            case "rung" -> rungs();
            case "action" -> actions();
            default -> List.of(value.text());
        };
        if (!known.contains(value.text())) {
            written.problems()
                    .error(
                            value.location(),
                            "there is no " + name + " '" + value.text() + "'" + Nearest.hint(value.text(), known));
        }
    }

    private static List<String> lower(Enum<?>[] values) {
        return Arrays.stream(values)
                .map(value -> value.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    private Set<String> rungs() {
        Set<String> names = new TreeSet<>();
        for (Policy policy : bundle.policies().values()) {
            policy.remediate().forEach(rung -> names.add(rung.name()));
        }
        return names;
    }

    /** Also the types of what a policy does without an Action. */
    private Set<String> actions() {
        Set<String> names = new TreeSet<>(bundle.actions().keySet());
        names.addAll(Set.of("http", "waitUntil", "process", "script"));
        return names;
    }
}
