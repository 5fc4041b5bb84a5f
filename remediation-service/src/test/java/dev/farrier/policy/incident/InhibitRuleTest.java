package dev.farrier.policy.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.policy.incident.IncidentMatchers.InvalidIncidentMatchersException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Alertmanager's own tests say of its rules (inhibit/inhibit_test.go), of labels such as {@code s1} as {@code group.s1}. */
class InhibitRuleTest {
    private static InhibitRule rule(String source, String target, String... equal) {
        return new InhibitRule(
                "r",
                matchers(source),
                matchers(target),
                Arrays.stream(equal).map(label -> "group." + label).toList());
    }

    private static IncidentMatchers matchers(String written) {
        try {
            return IncidentMatchers.parse(
                    Arrays.stream(written.split(" ")).map(one -> "group." + one).toList());
        } catch (InvalidIncidentMatchersException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static UnaryOperator<String> labels(String written) {
        Map<String, String> labels = Arrays.stream(written.split(" "))
                .filter(one -> !one.isEmpty())
                .map(one -> one.split("=", -1))
                .collect(Collectors.toMap(one -> "group." + one[0], one -> one[1]));
        return label -> labels.getOrDefault(label, "");
    }

    /** By the rules s1=1 → t1=1 and s2=1 → t2=1, both with equal e; there are s1=1 t1=2 e=1, and s2=1 t2=1 e=1, which both sides select. */
    @ParameterizedTest
    @CsvSource({
        "t1=1 e=1, true",
        "t2=1 e=1, true",
        "t1=1 t3=1 e=1, true",
        "t1=1 t2=1 e=1, true",
        "t1=0 e=1, false",
        "s1=1 t1=1 e=1, true",
        "s2=1 t2=1 e=1, false",
        "t1=1 e=0, false"
    })
    void shouldInhibitAsAlertmanagerDoes(String target, boolean inhibited) {
        assertThat(inhibits(rule("s1=1", "t1=1", "e"), rule("s2=1", "t2=1", "e"), target))
                .isEqualTo(inhibited);
    }

    /** The same with t1!=1. */
    @ParameterizedTest
    @CsvSource({
        "t1=1 e=1, false",
        "t2=1 e=1, true",
        "t1=1 t3=1 e=1, false",
        "t1=1 t2=1 e=1, true",
        "t1=0 e=1, true",
        "s1=1 t1=1 e=1, false",
        "s2=1 t2=1 e=1, true",
        "t1=1 e=0, false"
    })
    void shouldTakeMatchersAsAlertmanagerDoes(String target, boolean inhibited) {
        assertThat(inhibits(rule("s1=1", "t1!=1", "e"), rule("s2=1", "t2=1", "e"), target))
                .isEqualTo(inhibited);
    }

    private static boolean inhibits(InhibitRule first, InhibitRule second, String target) {
        return List.of(first, second).stream()
                .anyMatch(rule -> List.of("s1=1 t1=2 e=1", "s2=1 t2=1 e=1").stream()
                        .anyMatch(source -> rule.inhibits(labels(source), labels(target))));
    }

    @ParameterizedTest
    @CsvSource({
        "no label must be equal, '', s=1, t=1, true",
        "the same value, e, s=1 e=1, t=1 e=1, true",
        "another value, e, s=1 e=1, t=1 e=2, false",
        "both lack it, e, s=1, t=1, true",
        "one is empty and the other lacks it, e, s=1 e=, t=1, true",
        "one lacks it, e, s=1 e=1, t=1, false",
        "one of two differs, e f, s=1 e=1 f=1, t=1 e=1 f=2, false",
        "both sides select the source only, e, s=1 t=1 e=1, t=1 e=1, true",
        "both sides select the target only, e, s=1 e=1, s=1 t=1 e=1, true",
        "both sides select both, e, s=1 t=1 e=1, s=1 t=1 e=1, false",
        "the other way round, e, t=1 e=1, s=1 e=1, false"
    })
    void shouldAskForEqualLabels(String what, String equal, String source, String target, boolean inhibited) {
        InhibitRule rule = equal.isEmpty() ? rule("s=1", "t=1") : rule("s=1", "t=1", equal.split(" "));

        assertThat(rule.inhibits(labels(source), labels(target))).as(what).isEqualTo(inhibited);
    }

    @Test
    void shouldFindASourceThatOnlyOneSideSelectsBesideOneThatBothDo() {
        InhibitRule rule = rule("s=1", "t=1", "e");

        assertThat(rule.inhibits(labels("s=1 e=1"), labels("s=1 t=1 e=1"))).isTrue();
        assertThat(rule.inhibits(labels("s=1 t=1 e=1 id=2"), labels("s=1 t=1 e=1")))
                .isFalse();
    }
}
