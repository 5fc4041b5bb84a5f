package dev.farrier.containers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.faults.ReportPrinter;
import dev.farrier.faults.crash.Trial;
import dev.farrier.faults.deployment.Await;
import dev.farrier.faults.judge.ActionLedger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * More than one of everything under a steady load, and one fault after the other, the next when the cluster is whole again. What
 * it counted is in the output of the test; where the logs are, it says when it fails.
 */
@Tag("containers")
class ClusterFaultsTest {
    private static final Trial.Settings LOAD = new Trial.Settings(7, 1, 60, 3, 0, 0, Trial.BOUND);
    /** So long that at any moment some run. */
    private static final double ACTION_SECONDS = 2;

    private static final Duration WHOLE_WITHIN = Duration.ofMinutes(3);

    @TempDir
    private static Path folder;

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void shouldLoseNothingAndRunNothingTwice() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path written = Files.createDirectory(folder.resolve("ledger"));
        Files.setPosixFilePermissions(written, PosixFilePermissions.fromString("rwxrwxrwx"));
        ReportPrinter output = new ReportPrinter(System.out, false);
        Trial trial = new Trial(LOAD, new ActionLedger(written, ACTION_SECONDS), output);

        try (Cluster cluster = Cluster.start(folder, written, trial.policies(), Trial.ENGINE)) {
            output.printProgress("the cluster is ready");
            try {
                Trial.Result result = trial.run(cluster.client(), events -> {
                    for (ClusterFault fault : ClusterFault.values()) {
                        awaitWhole(cluster, output);
                        inject(fault, cluster, output);
                    }
                    awaitWhole(cluster, output);
                });
                result.numbers().put("services that ended by themselves", cluster.endings());
                boolean holds = output.printResult(result.numbers(), result.checks());

                assertThat(holds).as("%s", result.checks()).isTrue();
                assertThat(result.history().runs()).hasSizeGreaterThan(ClusterFault.values().length);
            } catch (Throwable failed) {
                failed.addSuppressed(new AssertionError(cluster.saveLogs()));
                throw failed;
            }
        }
    }

    private static void inject(ClusterFault fault, Cluster cluster, ReportPrinter output) throws Exception {
        String victim = fault.victim(cluster);
        output.printProgress(fault + ": " + victim);
        fault.begin(cluster, victim);
        TimeUnit.MILLISECONDS.sleep(fault.lasts().toMillis());
        Optional<String> lack = cluster.lack();
        fault.end(cluster, victim);
        output.printProgress(fault + " is over; until now " + lack.orElse("nobody has noticed it"));
        assertThat(lack).as("%s shows", fault).isPresent();
    }

    private static void awaitWhole(Cluster cluster, ReportPrinter output) throws InterruptedException {
        List<String> lacks = new ArrayList<>();
        boolean whole = new Await(WHOLE_WITHIN).tryUntil(() -> {
            Optional<String> lack = cluster.lack();
            lack.ifPresent(lacks::add);
            return lack.isEmpty();
        });
        assertThat(whole)
                .as("whole again within %s, but %s", WHOLE_WITHIN, lacks.isEmpty() ? "" : lacks.getLast())
                .isTrue();
        output.printProgress("the cluster is whole");
    }
}
