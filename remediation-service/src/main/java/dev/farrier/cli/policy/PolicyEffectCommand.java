package dev.farrier.cli.policy;

import dev.farrier.cli.CommandException;
import dev.farrier.cli.DurationConverter;
import dev.farrier.cli.ExitCode;
import dev.farrier.cli.Table;
import dev.farrier.cli.deployment.DeploymentClient;
import dev.farrier.cli.deployment.DeploymentOptions;
import dev.farrier.effect.PolicyEffect;
import dev.farrier.effect.RungEffect;
import dev.farrier.effect.Times;
import dev.farrier.effect.WithoutRun;
import dev.farrier.policy.text.Nearest;
import dev.farrier.policy.time.Durations;
import dev.farrier.view.EffectJson;
import dev.farrier.view.JsonObject;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code farrier policy effect}. */
@Command(
        name = "effect",
        description = {
            "Show how often each rung of a policy was run and how often that helped, against what cleared itself when nothing"
                    + " was run.",
            "",
            "Counted are the runs that started in this time. RELAPSED are those of HEALED whose symptom was back within a day."
                    + " NO HELP: the steps were done and the symptom did not end. UNKNOWN: nobody can tell. OTHER: cancelled"
                    + " by a person, or running now. MEDIAN and P95 are the time from the start of the rung to the end of"
                    + " the incident.",
            "The rows of 'nothing' are incidents, and HEALED there those whose symptom ended by itself. In shadow it had"
                    + " the rung's verify.within for that, so the two shares may be compared. While waiting it had until"
                    + " the rung started or a person was called."
        },
        exitCodeList = {"0:answered", "2:wrong arguments, or no such policy", "3:Kafka can't be reached"},
        footer = {
            "",
            "Examples:",
            "  farrier policy effect",
            "  farrier policy effect media-bridge-stuck --since 90d",
            "  farrier policy effect -o json | jq '.rungs[] | {rung, runs, healed}'"
        })
public final class PolicyEffectCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..1",
            paramLabel = "NAME",
            description = "The policy's name. Default: all that had incidents.")
    private @Nullable String name;

    @Option(
            names = "--since",
            paramLabel = "DURATION",
            defaultValue = "30d",
            converter = DurationConverter.class,
            description =
                    "How far to look back, e.g. 12h or 90d; the audit is kept for 400 days. Default: ${DEFAULT-VALUE}.")
    private Duration window = Duration.ZERO;

    @Mixin
    private DeploymentOptions options = new DeploymentOptions();

    @Override
    public Integer call() {
        String wanted = name;
        if (wanted != null) {
            DeploymentOptions.checkFilled(wanted, "NAME");
        }
        long since = System.currentTimeMillis() - window.toMillis();
        Collection<PolicyEffect> effects;
        try (DeploymentClient deployment = options.open()) {
            SortedMap<String, PolicyEffect> all =
                    PolicyEffect.of(deployment.history().episodes(since), since);
            effects = wanted == null ? all.values() : List.of(of(wanted, all, deployment));
        }
        PrintWriter out = options.out();
        if (options.json()) {
            effects.forEach(effect -> out.println(JsonObject.line(EffectJson.effect(effect, window))));
        } else if (effects.stream().allMatch(PolicyEffect::isEmpty)) {
            out.println("No incidents in the last " + Durations.format(window) + ".");
        } else {
            out.print(table(effects));
        }
        out.flush();
        return ExitCode.FINE;
    }

    /** A policy that has had no incident must at least be in force: a wrong name looks like a policy that is not needed. */
    private static PolicyEffect of(String name, Map<String, PolicyEffect> all, DeploymentClient deployment) {
        PolicyEffect known = all.get(name);
        if (known == null && !deployment.policies().policies().containsKey(name)) {
            TreeSet<String> names = new TreeSet<>(all.keySet());
            names.addAll(deployment.policies().policies().keySet());
            throw new CommandException(ExitCode.USAGE, "there is no policy '" + name + "'" + Nearest.hint(name, names));
        }
        return known == null ? PolicyEffect.none(name) : known;
    }

    static Table table(Collection<PolicyEffect> effects) {
        Table table = new Table(
                "POLICY",
                "RUNG",
                "RUNS",
                "HEALED",
                "RELAPSED",
                "NO HELP",
                "FAILED",
                "UNKNOWN",
                "OTHER",
                "MEDIAN",
                "P95");
        for (PolicyEffect effect : effects) {
            effect.rungs().forEach(rung -> row(table, effect.policy(), rung));
            row(table, effect.policy(), "nothing, in shadow", effect.shadow());
            row(table, effect.policy(), "nothing, while waiting", effect.waiting());
        }
        return table;
    }

    private static void row(Table table, String policy, RungEffect rung) {
        table.row(
                policy,
                rung.rung(),
                number(rung.runs()),
                number(rung.healed()),
                number(rung.relapsed()),
                number(rung.didNotHelp()),
                number(rung.failed()),
                number(rung.outcomeUnknown()),
                number(rung.cancelled() + rung.running()),
                time(rung.timeToHeal().median()),
                time(rung.timeToHeal().p95()));
    }

    private static void row(Table table, String policy, String without, WithoutRun counted) {
        if (counted.incidents() > 0) {
            Times times = counted.timeToClear();
            table.row(
                    policy,
                    without,
                    number(counted.incidents()),
                    number(counted.clearedItself()),
                    "-",
                    "-",
                    "-",
                    "-",
                    "-",
                    time(times.median()),
                    time(times.p95()));
        }
    }

    private static String number(int number) {
        return Integer.toString(number);
    }

    /** To the second: the audit's times are those of the decider's clock. */
    private static String time(Optional<Duration> time) {
        return time.map(known -> Durations.format(Duration.ofSeconds(Math.round(known.toMillis() / 1000.0))))
                .orElse("-");
    }
}
