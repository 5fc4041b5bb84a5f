package dev.farrier.cli.policy;

import dev.farrier.cli.ExitCode;
import dev.farrier.cli.Table;
import dev.farrier.cli.deployment.DeploymentClient;
import dev.farrier.cli.deployment.DeploymentOptions;
import dev.farrier.model.BundleInfo;
import dev.farrier.model.PolicySourceReport;
import dev.farrier.model.Texts;
import dev.farrier.stream.client.BundleHistory;
import dev.farrier.view.JsonObject;
import dev.farrier.view.PolicyJson;
import dev.farrier.view.PolicyJson.CommitView;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code farrier policy status}. */
@Command(
        name = "status",
        description = {
            "Show which policies are in force, where they come from, and why a newer commit is not in force.",
            "Then list the earlier commits, for 'farrier policy use', and the commits that were refused."
        },
        exitCodeList = {
            "0:the newest policies are in force",
            "1:they are not: refused, held, or the repository can't be fetched; or there are none",
            "2:wrong arguments",
            "3:Kafka can't be reached"
        },
        footer = {"", "Examples:", "  farrier policy status", "  farrier policy status -o json | jq .state"})
public final class PolicyStatusCommand implements Callable<Integer> {
    private static final int SUBJECT = 60;

    @Mixin
    private DeploymentOptions options = new DeploymentOptions();

    @Override
    public Integer call() {
        try (DeploymentClient deployment = options.open()) {
            KnownCommits known = KnownCommits.of(deployment);
            BundleHistory history = known.feed().history();
            String inForce = known.feed().published().orElse("");
            List<CommitView> commits =
                    PolicyJson.commits(known.feed().commits(), inForce, history.infos(), history.hold());
            PrintWriter out = options.out();
            if (options.json()) {
                JsonObject json = new JsonObject();
                PolicyJson.status(inForce, history.report(), history.hold()).forEach(json::put);
                out.println(json.put(
                                "commits",
                                commits.stream().map(PolicyJson::commit).toList())
                        .line());
            } else {
                print(out, inForce, history, commits);
            }
            out.flush();
            return fine(inForce, history) ? ExitCode.FINE : ExitCode.NOT_FINE;
        }
    }

    private static boolean fine(String inForce, BundleHistory history) {
        boolean current =
                history.report().map(report -> report.state().equals("current")).orElse(true);
        return !inForce.isEmpty() && current && history.hold().isEmpty();
    }

    private static void print(PrintWriter out, String inForce, BundleHistory history, List<CommitView> commits) {
        out.println("in force  " + (inForce.isEmpty() ? "nothing" : inForce));
        history.hold()
                .ifPresent(hold -> out.println("held      since " + time(hold.at()) + " by " + Texts.plain(hold.by())
                        + (hold.why().isEmpty() ? "" : ": " + Texts.plain(hold.why()))
                        + "; 'farrier policy release' ends it"));
        Optional<PolicySourceReport> report = history.report();
        report.ifPresent(current -> {
            out.println("source    " + current.kind() + " " + Texts.plain(current.source())
                    + (current.ref().isEmpty() ? "" : " (" + Texts.plain(current.ref()) + ")"));
            out.println("state     " + current.state() + " since " + time(current.since()) + ", checked at "
                    + time(current.at()));
            out.println("          " + Texts.plain(current.message()));
            current.problems().forEach(problem -> out.println("          " + Texts.plain(problem)));
            if (!current.foreign().isEmpty()) {
                out.println("          passed over: " + Texts.plain(String.join(", ", current.foreign())));
            }
        });
        if (!commits.isEmpty()) {
            out.println();
            out.print(table(commits));
        }
    }

    private static Table table(List<CommitView> commits) {
        Table table = new Table("COMMIT", "STATE", "AT", "AUTHOR", "SUBJECT");
        for (CommitView commit : commits) {
            BundleInfo info = commit.info();
            table.row(
                    KnownCommits.brief(info.commit()),
                    Texts.code(commit.state()) + (commit.held() ? ", held" : ""),
                    info.at() == 0 ? "-" : time(info.at()),
                    info.author().isEmpty() ? "-" : info.author(),
                    info.subject().isEmpty() ? "-" : Texts.cut(info.subject(), SUBJECT));
        }
        return table;
    }

    private static String time(long millis) {
        return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
