package dev.farrier.policy.yaml.test;

import static dev.farrier.policy.keys.SchemaWriter.of;

import dev.farrier.model.Action;
import dev.farrier.model.Reason;
import dev.farrier.model.Texts;
import dev.farrier.model.Verdict;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Extensions;
import dev.farrier.policy.Policy;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.keys.YamlMap;
import dev.farrier.policy.keys.YamlType;
import dev.farrier.policy.keys.YamlTypes;
import dev.farrier.policy.yaml.test.Expectation.ExpectationKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** {@code expect} of a step. */
final class ExpectationReader {
    private static final List<String> REASONS =
            Arrays.stream(Reason.values()).map(Reason::code).toList();

    private static final YamlKey<Scalar> POLICY = YamlKey.of("policy", YamlTypes.scalar(), "The policy.");
    private static final YamlKey<Scalar> TARGET = YamlKey.of("target", YamlTypes.scalar(), "The resource.");
    private static final YamlKey<Scalar> VERDICT =
            YamlKey.of("verdict", YamlTypes.scalar().withSchemaOf(YamlTypes.choice(Verdict.class)), "The verdict.");
    private static final YamlKey<Scalar> REASON = YamlKey.of("reason", reason(), "The code of the reason.");
    private static final YamlKey<Scalar> RUNG = YamlKey.of("rung", YamlTypes.scalar(), "The rung.");
    private static final YamlKey<Scalar> STEP = YamlKey.of("step", YamlTypes.scalar(), "The step's id.");
    private static final YamlKey<Scalar> ACTION =
            YamlKey.of("action", YamlTypes.scalar(), "The Action, or http, waitUntil, process or script.");
    private static final YamlKey<SortedMap<String, String>> GROUP = YamlKey.of(
            "group", YamlTypes.anyTexts(), "Labels of the group, such as {host: mb-01}; the group may have others.");
    private static final YamlKey<SortedMap<String, String>> WITH =
            YamlKey.of("with", YamlTypes.anyTexts(), "Parameters of the command; it may have others.");

    private static final Map<ExpectationKind, List<YamlKey<Scalar>>> FIELDS = new EnumMap<>(Map.of(
            ExpectationKind.DETECTION, List.of(POLICY),
            ExpectationKind.DECISION, List.of(POLICY, TARGET, VERDICT, REASON, RUNG),
            ExpectationKind.COMMAND, List.of(POLICY, TARGET, RUNG, STEP, ACTION),
            ExpectationKind.RESOLVED, List.of(POLICY, TARGET, REASON),
            ExpectationKind.ESCALATED, List.of(POLICY, TARGET, REASON)));

    static final YamlMap EXPECTATION =
            YamlMap.of("expectation", "One result; only the fields that are written are compared.");
    private static final Map<ExpectationKind, YamlKey<MapReader>> KINDS = new EnumMap<>(ExpectationKind.class);

    static {
        kind(ExpectationKind.DETECTION, "A detector fired.");
        kind(ExpectationKind.DECISION, "The decider decided whether to act.");
        kind(ExpectationKind.COMMAND, "The decider sent a command.");
        kind(ExpectationKind.RESOLVED, "An incident was resolved.");
        kind(ExpectationKind.ESCALATED, "An incident was escalated to a person.");
        EXPECTATION.condition(of("minProperties", 1, "maxProperties", 1));
    }

    /** The values that exist, of the fields that name something. */
    private final Map<YamlKey<Scalar>, Collection<String>> known;

    ExpectationReader(Bundle bundle) {
        this.known = Map.of(
                POLICY, bundle.policies().keySet(),
                TARGET, bundle.resources().keySet(),
                VERDICT, Arrays.stream(Verdict.values()).map(Texts::code).toList(),
                REASON, REASONS,
                RUNG, rungs(bundle),
                ACTION, actions(bundle));
    }

    private static void kind(ExpectationKind kind, String description) {
        YamlMap map = YamlMap.of("expected." + kind.text(), description);
        FIELDS.getOrDefault(kind, List.of()).forEach(map::add);
        map.add(GROUP);
        if (kind == ExpectationKind.COMMAND) {
            map.add(WITH);
        }
        KINDS.put(kind, EXPECTATION.optional(kind.text(), YamlTypes.map(map), description));
    }

    private static YamlType<Scalar> reason() {
        return YamlTypes.scalar()
                .schema(writer -> of("description", "The code of a reason.", "enum", REASONS))
                .named("reason");
    }

    List<Expectation> read(List<MapReader> items) {
        List<Expectation> all = new ArrayList<>();
        for (MapReader item : items) {
            KINDS.forEach((kind, key) -> {
                MapReader written = item.find(key);
                if (written != null) {
                    all.add(expectation(kind, written));
                }
            });
            if (item.keys().size() != 1) {
                item.problems()
                        .error(
                                item.location(),
                                "write exactly one of "
                                        + String.join(
                                                ", ",
                                                Arrays.stream(ExpectationKind.values())
                                                        .map(ExpectationKind::text)
                                                        .toList()));
            }
        }
        return all;
    }

    private Expectation expectation(ExpectationKind kind, MapReader written) {
        TreeMap<String, String> fields = new TreeMap<>();
        for (YamlKey<Scalar> key : FIELDS.getOrDefault(kind, List.of())) {
            Scalar value = written.find(key);
            if (value != null) {
                fields.put(key.name(), value.text());
                check(key, value, written);
            }
        }
        return new Expectation(
                kind,
                fields,
                written.get(GROUP),
                kind == ExpectationKind.COMMAND ? written.get(WITH) : new TreeMap<>(),
                PolicyTestReader.location(written.location()));
    }

    private void check(YamlKey<Scalar> key, Scalar value, MapReader written) {
        Collection<String> names = known.get(key);
        if (names != null) {
            written.checkKnown(value, "there is no " + key.name(), names);
        }
    }

    private static Set<String> rungs(Bundle bundle) {
        Set<String> names = new TreeSet<>();
        for (Policy policy : bundle.policies().values()) {
            policy.remediate().forEach(rung -> names.add(rung.name()));
        }
        return names;
    }

    /** Also the types of actions: that is what a step is called that names no Action. */
    private static Set<String> actions(Bundle bundle) {
        Set<String> names = new TreeSet<>(bundle.actions().keySet());
        Extensions.installed().actions().forEach(type -> names.add(type.name()));
        names.add(Action.WaitUntil.TYPE);
        bundle.actions().values().forEach(action -> names.add(action.body().type()));
        return names;
    }
}
