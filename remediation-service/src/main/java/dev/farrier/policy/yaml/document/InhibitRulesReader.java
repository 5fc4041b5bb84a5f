package dev.farrier.policy.yaml.document;

import dev.farrier.policy.Policy;
import dev.farrier.policy.incident.IncidentMatchers;
import dev.farrier.policy.incident.InhibitRule;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.Node.ListNode;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.keys.YamlKey;
import dev.farrier.policy.keys.YamlMap;
import dev.farrier.policy.keys.YamlTypes;
import dev.farrier.policy.source.Matcher;
import dev.farrier.policy.source.Matcher.Op;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code kind: InhibitRules}; read after all policies, since it names them. */
public final class InhibitRulesReader {
    private static final YamlMap RULE = YamlMap.of(
            "inhibitRule",
            "As an entry of Alertmanager's inhibit_rules: while an incident is open that the source selects, nothing is started"
                    + " for incidents that the target selects and that have the same values of equal.");
    private static final YamlKey<List<LocatedMatcher>> SOURCE = RULE.required(
            "sourceMatchers",
            DocumentTypes.incidentMatchers().orWrite("write such as ['policy=\"host-down\"']"),
            "Which open incidents inhibit others; all must hold. Not risk: what is open need not be about to act.");
    private static final YamlKey<List<LocatedMatcher>> TARGET = RULE.required(
            "targetMatchers",
            DocumentTypes.incidentMatchers().orWrite("write such as ['policy=~\"service-.*\"']"),
            "Which incidents start nothing meanwhile; all must hold.");
    private static final YamlKey<List<Scalar>> EQUAL = RULE.optional(
            "equal",
            YamlTypes.list(YamlTypes.scalar()),
            "Labels that must have the same value in both, such as target, site, group.rack or resource.rack; missing is the"
                    + " same as empty. Default: none, so any source inhibits any target.");

    public static final YamlMap INHIBIT_RULES =
            YamlMap.of("inhibitRules", "While one incident is open, nothing is started for others that it explains.");
    private static final YamlKey<List<MapReader>> RULES = INHIBIT_RULES.required(
            "rules",
            YamlTypes.filledList(YamlTypes.map(RULE), "nothing would be inhibited: remove the document")
                    .orWrite("write a list of rules with sourceMatchers, targetMatchers and equal"),
            "Each holds incidents back by itself.");

    private final IncidentNames names;

    private InhibitRulesReader(IncidentNames names) {
        this.names = names;
    }

    /** In the order of their names; what is wrong with one is reported. */
    public static List<InhibitRule> read(List<Document> documents, Catalog catalog, Collection<Policy> policies) {
        InhibitRulesReader reader = new InhibitRulesReader(new IncidentNames(catalog, policies));
        List<InhibitRule> rules = new ArrayList<>();
        documents.stream().sorted(Comparator.comparing(Document::name)).forEach(document -> {
            List<MapReader> written = document.open(INHIBIT_RULES).get(RULES);
            for (int i = 0; i < written.size(); i++) {
                rules.add(reader.read(document.name() + (written.size() == 1 ? "" : "/" + (i + 1)), written.get(i)));
            }
        });
        return rules;
    }

    private InhibitRule read(String name, MapReader written) {
        int errors = written.problems().errors();
        List<LocatedMatcher> source = written.get(SOURCE);
        List<LocatedMatcher> target = written.get(TARGET);
        List<Scalar> equal = written.get(EQUAL);
        for (LocatedMatcher placed : source) {
            if (placed.matcher().label().equals("risk")) {
                written.problems()
                        .error(
                                placed.location(),
                                "an incident that is open need not be about to act: write risk in targetMatchers, or remove it");
            }
        }
        refuseEmpty(written, SOURCE);
        refuseEmpty(written, TARGET);
        names.check(source, written.problems());
        names.check(target, written.problems());
        equal.forEach(label -> names.checkLabel(label.text(), label.location(), written.problems()));
        InhibitRule rule = new InhibitRule(
                name,
                matchers(source),
                matchers(target),
                equal.stream().map(Scalar::text).distinct().toList());
        if (written.problems().errors() == errors) {
            refuseMeaningless(written, rule);
        }
        if (written.problems().errors() == errors) {
            names.warnOfNone(source, written.location(SOURCE), written.problems());
            names.warnOfNone(target, written.location(TARGET), written.problems());
            equal.forEach(label -> warnOfEmpty(written, rule, label));
        }
        return rule;
    }

    private static IncidentMatchers matchers(List<LocatedMatcher> written) {
        return new IncidentMatchers(
                written.stream().map(LocatedMatcher::matcher).toList());
    }

    private static void refuseEmpty(MapReader written, YamlKey<?> key) {
        if (written.node(key) instanceof ListNode list && list.items().isEmpty()) {
            written.error(key, "'" + key.name() + "' is empty: write which incidents are meant");
        }
    }

    private static void refuseMeaningless(MapReader written, InhibitRule rule) {
        if (rule.source().selectsEverything() && rule.target().selectsEverything()) {
            written.error(
                    TARGET,
                    "both sides select incidents of all kinds, and what both select does not inhibit itself: name the policies or"
                            + " targets of one side");
        } else if (texts(rule.source()).equals(texts(rule.target()))) {
            written.error(
                    TARGET,
                    "both sides select the same incidents, and what both select does not inhibit itself: the rule can never hold;"
                            + " write which of them is the cause");
        }
        for (Scalar label : written.get(EQUAL)) {
            Set<String> ofSource = values(rule.source(), label.text());
            Set<String> ofTarget = values(rule.target(), label.text());
            if (label.text().equals("risk")) {
                written.error(label, "an open incident need not be about to act, so it has no risk: remove it");
            } else if (!ofSource.isEmpty() && !ofTarget.isEmpty() && !ofSource.equals(ofTarget)) {
                written.error(
                        label,
                        label.text() + " is " + String.join(" and ", ofSource) + " in the source and "
                                + String.join(" and ", ofTarget)
                                + " in the target, so it can never be equal: remove it, or correct the matchers");
            }
        }
    }

    private void warnOfEmpty(MapReader written, InhibitRule rule, Scalar label) {
        boolean source = names.mayHave(rule.source(), label.text());
        boolean target = names.mayHave(rule.target(), label.text());
        if (source && target) {
            return;
        }
        String side = source ? "the target" : target ? "the source" : "either side";
        written.problems()
                .warning(
                        label.location(),
                        "no incident of " + side + " has " + label.text() + ", and what is missing is empty"
                                + (source || target
                                        ? ": only incidents without it are equal; remove it, or write another label"
                                        : ", so it is always equal: remove it, or write another label"));
    }

    private static Set<String> texts(IncidentMatchers side) {
        return side.matchers().stream().map(Matcher::toString).collect(Collectors.toSet());
    }

    private static Set<String> values(IncidentMatchers side, String label) {
        return side.matchers().stream()
                .filter(matcher -> matcher.label().equals(label) && matcher.op() == Op.EQUAL)
                .map(Matcher::value)
                .collect(Collectors.toSet());
    }
}
