package dev.farrier.faults.upgrade;

import dev.farrier.faults.ReportPrinter;
import dev.farrier.faults.crash.Trial;
import dev.farrier.faults.deployment.Deployment;
import dev.farrier.faults.deployment.Distribution;
import dev.farrier.faults.deployment.KafkaVersion;
import dev.farrier.faults.deployment.TopicRecording;
import dev.farrier.faults.judge.ActionLedger;
import dev.farrier.faults.process.Home;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;

/** What a version writes to its topics while it heals for a while. */
public final class RecordRun {
    private static final Trial.Settings LOAD = new Trial.Settings(7, 1, 15, 2, 0, 0, Trial.BOUND);
    private static final double ACTION_SECONDS = 0.3;
    private static final long SECONDS = 20;

    private final Distribution version;
    private final Home home;
    private final ReportPrinter output;

    public RecordRun(Distribution version, Home home, ReportPrinter output) {
        this.version = version;
        this.home = home;
        this.output = output;
    }

    /** @return whether the version itself has done what it must */
    public boolean run(Path file) throws Exception {
        Trial trial = new Trial(LOAD, new ActionLedger(home.folder(), ACTION_SECONDS), output);
        try (Deployment deployment = Deployment.start(home, KafkaVersion.CURRENT)) {
            deployment.writePolicies(trial.policies());
            OldFleet fleet = OldFleet.start(deployment, version, 1, 1);
            Trial.Result result = trial.run(deployment.client(), events -> TimeUnit.SECONDS.sleep(SECONDS));
            // then the topics stand still
            fleet.engines().forEach(fleet::end);
            fleet.workers().forEach(fleet::end);
            TopicRecording.write(file, deployment.client(), topics(deployment));
            return output.printResult(result.numbers(), result.checks());
        }
    }

    /** Farrier's own, and the state of the decider. */
    private static List<String> topics(Deployment deployment) throws IOException, InterruptedException {
        try (Admin admin = Admin.create(deployment.client().with("faults-admin", Map.of(), Map.of()))) {
            String prefix = deployment.topics().prefix();
            String state = deployment.topics().coreApplication() + "-decider";
            return admin.listTopics().names().get().stream()
                    .filter(name -> name.startsWith(prefix) || name.startsWith(state))
                    .sorted()
                    .toList();
        } catch (ExecutionException e) {
            throw new IOException("Kafka does not say what topics there are", e);
        }
    }
}
