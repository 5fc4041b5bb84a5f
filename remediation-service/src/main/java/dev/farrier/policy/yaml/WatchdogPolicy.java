package dev.farrier.policy.yaml;

import dev.farrier.model.Action;
import dev.farrier.model.Watchdog;
import dev.farrier.policy.Bundle;
import dev.farrier.policy.Extensions;
import dev.farrier.policy.Policy;
import dev.farrier.policy.action.ActionBody;
import dev.farrier.policy.action.ActionContext;
import dev.farrier.policy.action.ActionType;
import dev.farrier.policy.action.ActionValues;
import dev.farrier.policy.keys.MapReader;
import dev.farrier.policy.keys.YamlMap;
import dev.farrier.policy.text.Template;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/** The built-in policy of the watchdog, written as any policy is. It is joined to the policies of users where they are in force. */
public final class WatchdogPolicy {
    /**
     * One round: the event {@code failing} of a site leads to an action that does nothing on an executor of that site; the event
     * {@code recovered}, sent a little later, verifies it. The mode is enforce where it is joined: it calls nobody, which no
     * policy of a user may do.
     */
    private static final String YAML = """
            apiVersion: farrier.dev/v1
            kind: Source
            metadata: {name: farrier-watchdog}
            spec: {receiver: events}
            ---
            apiVersion: farrier.dev/v1
            kind: RemediationPolicy
            metadata: {name: farrier-watchdog}
            spec:
              mode: shadow
              match:
                - {name: failing, sources: [farrier-watchdog], matchers: ['name="failing"']}
                - {name: recovered, sources: [farrier-watchdog], matchers: ['name="recovered"']}
              detect: {each: {of: failing}, groupBy: [site]}
              clears: {of: recovered}
              target: {resource: 'farrier-watchdog/{group.site}'}
              guards: {cooldown: 0s}      # no limit counts its rounds
              remediate:
                - name: round
                  risk: harmless
                  steps: [{action: farrier-watchdog}]
                  verify: {cleared: true, within: 50s, settle: 0s}
            ---
            apiVersion: farrier.dev/v1
            kind: Action
            metadata: {name: farrier-watchdog}
            spec:
              farrier-watchdog: {}
              timeout: 10s
              onWorkerLoss: rerun
            """;

    private static final Bundle ALONE = compile();

    private WatchdogPolicy() {}

    /** The bundle, and the watchdog's policy, source and action. */
    public static Bundle join(Bundle bundle) {
        return new Bundle(
                bundle.commit(),
                joined(bundle.sources(), ALONE.sources()),
                joined(bundle.policies(), ALONE.policies()),
                joined(bundle.actions(), ALONE.actions()),
                bundle.resources(),
                bundle.budgets(),
                bundle.stormBreakers(),
                bundle.inhibitRules(),
                bundle.scripts());
    }

    private static <V> SortedMap<String, V> joined(Map<String, V> some, Map<String, V> others) {
        TreeMap<String, V> all = new TreeMap<>(some);
        all.putAll(others);
        return all;
    }

    private static Bundle compile() {
        CompileResult result = PolicyCompiler.compileBuiltIn(
                new TreeMap<>(Map.of("watchdog.yaml", YAML)),
                Extensions.installed().with(new NoAction()));
        Bundle bundle =
                Objects.requireNonNull(result.bundle(), result.problems().toString());
        SortedMap<String, Policy> enforced = new TreeMap<>();
        bundle.policies().forEach((name, policy) -> enforced.put(name, policy.withMode(Policy.Mode.ENFORCE)));
        return new Bundle(
                "",
                bundle.sources(),
                enforced,
                bundle.actions(),
                bundle.resources(),
                bundle.budgets(),
                bundle.stormBreakers(),
                bundle.inhibitRules(),
                bundle.scripts());
    }

    /** Runs nothing. Every executor may do it, and no policy of a user can name it. */
    private static final class NoAction implements ActionType, ActionBody {
        private static final YamlMap MAP = YamlMap.of(Watchdog.NAME, "Does nothing.");

        @Override
        public YamlMap map() {
            return MAP;
        }

        @Override
        public ActionBody read(MapReader written, ActionContext context) {
            return this;
        }

        @Override
        public String type() {
            return Watchdog.NAME;
        }

        @Override
        public List<Template> templates() {
            return List.of();
        }

        @Override
        public String explanation() {
            return "does nothing";
        }

        @Override
        public Action render(ActionValues values) {
            return Action.Process.ofType(Watchdog.NAME, List.of("nothing"), new TreeMap<>());
        }
    }
}
