package dev.farrier.policy.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.model.Watchdog;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Policy;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The built-in policy, and that users can't write one of its name. */
class WatchdogPolicyTest {
    private static final Bundle EMPTY = new Bundle(
            "c1",
            new TreeMap<>(),
            new TreeMap<>(),
            new TreeMap<>(),
            new TreeMap<>(),
            new TreeMap<>(),
            new TreeMap<>(),
            new TreeMap<>());

    @Test
    void shouldBeJoinedToAnyBundle() {
        Bundle joined = WatchdogPolicy.join(EMPTY);

        assertThat(joined.commit()).isEqualTo("c1");
        assertThat(joined.policies()).containsOnlyKeys(Watchdog.NAME);
        assertThat(joined.sources()).containsOnlyKeys(Watchdog.NAME);
        assertThat(joined.actions()).containsOnlyKeys(Watchdog.NAME);
        assertThat(joined.policies().get(Watchdog.NAME)).satisfies(policy -> {
            assertThat(policy.mode()).isEqualTo(Policy.Mode.ENFORCE);
            assertThat(policy.escalate())
                    .as("alarms take the first policy that can call a person")
                    .isEmpty();
            assertThat(policy.onResolved()).isEmpty();
        });
        assertThat(WatchdogPolicy.join(joined)).isEqualTo(joined);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kind: Source\nmetadata: {name: farrier-watchdog}\nspec: {receiver: events}",
                "kind: Action\nmetadata: {name: farrier-watchdog}\nspec: {process: {argv: [/bin/true]}}",
                "kind: Inventory\nmetadata: {name: farrier-watchdog}\nspec: {resources: []}",
                "kind: RemediationPolicy\nmetadata: {name: farrier-watchdog}\nspec: {}"
            })
    void shouldRefuseADocumentOfAUserWithItsName(String document) {
        assertThat(problems(document))
                .contains(
                        "p.yaml:3:18: error: ", "'farrier-watchdog' has the name of Farrier's own watchdog: rename it");
    }

    @Test
    void shouldRefuseAPolicyOfAUserOnItsSource() {
        assertThat(problems("""
                kind: RemediationPolicy
                metadata: {name: mine}
                spec:
                  match: [{name: m, sources: [farrier-watchdog]}]
                  detect: {each: {}}
                  target: {resource: x}
                  remediate: []""")).contains("unknown source 'farrier-watchdog'");
    }

    @Test
    void shouldRefuseItsActionInAPolicyOfAUser() {
        assertThat(problems("kind: Action\nmetadata: {name: mine}\nspec: {farrier-watchdog: {}}"))
                .contains("unknown key 'farrier-watchdog'");
    }

    private static String problems(String document) {
        CompileResult result = PolicyCompiler.compile(
                new TreeMap<>(Map.of("p.yaml", "apiVersion: farrier.dev/v1\n" + document + "\n")), "c");
        assertThat(result.bundle()).isNull();
        return result.problems().toString();
    }
}
