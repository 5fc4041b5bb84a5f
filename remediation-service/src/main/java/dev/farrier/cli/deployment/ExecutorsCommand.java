package dev.farrier.cli.deployment;

import dev.farrier.cli.ExitCode;
import dev.farrier.cli.Table;
import dev.farrier.model.SlotType;
import dev.farrier.model.Texts;
import dev.farrier.model.WorkerReport;
import dev.farrier.stream.client.HistoryReader;
import dev.farrier.view.ExecutorJson;
import dev.farrier.view.Executors;
import dev.farrier.view.Executors.ExecutorStatus;
import dev.farrier.view.JsonObject;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code farrier executors}. */
@Command(
        name = "executors",
        description = {
            "List the executors that reported in the last minute: their site, their free slots, and the commands that "
                    + "they hold.",
            "The numbers of a slot type are the commands under way and the slots. Calls of a person under way are not "
                    + "counted."
        },
        footer = {"", "Examples:", "  farrier executors", "  farrier executors -o json | jq 'select(.silent)'"})
public final class ExecutorsCommand implements Callable<Integer> {
    private static final int SHOWN = 3;

    @Mixin
    private DeploymentOptions options = new DeploymentOptions();

    @Override
    public Integer call() {
        List<ExecutorStatus> executors;
        try (DeploymentClient deployment = options.open()) {
            long now = System.currentTimeMillis();
            HistoryReader history = deployment.history();
            executors = Executors.of(history.executorReports(now), history.incidents(), now);
        }
        PrintWriter out = options.out();
        if (options.json()) {
            executors.forEach(executor -> out.println(JsonObject.line(ExecutorJson.executor(executor))));
        } else if (executors.isEmpty()) {
            out.println("No executor was heard in the last " + Executors.HEARD_WITHIN / 1_000 + " s.");
        } else {
            out.print(table(executors));
        }
        out.flush();
        return ExitCode.FINE;
    }

    static String table(List<ExecutorStatus> executors) {
        Table table = new Table("NAME", "ID", "SITE", "VERSION", "LANES", "TRUSTS", "HEARD", "STATE", "HOLDS");
        for (ExecutorStatus executor : executors) {
            WorkerReport report = executor.report();
            table.row(
                    report.name(),
                    report.worker().toString(),
                    executor.site(),
                    report.version().isEmpty() ? "-" : report.version(),
                    lanes(executor),
                    report.trustedKeys().isEmpty() ? "-" : String.join(" ", report.trustedKeys()),
                    executor.age() / 1_000 + " s ago",
                    state(executor),
                    holds(executor));
        }
        return table.toString();
    }

    private static String lanes(ExecutorStatus executor) {
        List<String> lanes = new ArrayList<>();
        for (SlotType lane : SlotType.values()) {
            String used = lane == SlotType.CALL ? "" : ExecutorJson.used(executor, lane) + "/";
            lanes.add(Texts.code(lane) + " " + used + executor.report().slots(lane));
        }
        return String.join(", ", lanes);
    }

    private static String state(ExecutorStatus executor) {
        List<String> states = new ArrayList<>();
        if (executor.silent()) {
            states.add("silent");
        }
        if (executor.report().draining()) {
            states.add("draining");
        }
        if (executor.report().halted()) {
            states.add("halted");
        }
        if (executor.report().killed()) {
            states.add("killed");
        }
        return states.isEmpty() ? "ready" : String.join(", ", states);
    }

    private static String holds(ExecutorStatus executor) {
        if (executor.outstanding().isEmpty()) {
            return "-";
        }
        List<String> held = executor.outstanding().stream()
                .limit(SHOWN)
                .map(one -> one.command() + " (" + one.incident() + ")")
                .toList();
        int more = executor.outstanding().size() - held.size();
        return String.join(", ", held) + (more > 0 ? " and " + more + " more" : "");
    }
}
