package dev.farrier.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.farrier.demo.bridge.BridgeControl;
import dev.farrier.demo.bridge.BridgeFiles;
import dev.farrier.demo.bridge.BridgeLedger;
import dev.farrier.demo.chaos.ChaosReport;
import dev.farrier.demo.chaos.ChaosRun;
import dev.farrier.demo.fleet.Fleet;
import dev.farrier.demo.timeline.TimelinePrinter;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The loop, whole: real processes break in every way the demo knows, and Farrier brings each to its right end. */
@Tag("process")
class DemoTest {
    @TempDir
    Path announced;

    @Test
    @Timeout(420)
    void shouldBringEveryFaultToItsRightEndAndLeaveNothingBehind() throws Exception {
        TimelinePrinter printer = new TimelinePrinter(new PrintWriter(System.out), false, false, ZoneOffset.UTC);
        Path home;
        List<ProcessHandle> bridges = new ArrayList<>();
        try (Demo demo = new Demo(Path.of("..", "policies"), printer)) {
            ChaosRun chaosRun = demo.start(announced);
            home = RunningDemo.find(announced).orElseThrow().home();

            ChaosReport report = chaosRun.run(Duration.ofMinutes(5));

            assertThat(report.good()).as(report.text()).isTrue();
            assertThat(report.summary()).isEqualTo("healed 6 of 7 faults, 1 escalated");
            for (String bridge : Fleet.BRIDGES) {
                new BridgeControl(new BridgeFiles(home, bridge), BridgeLedger.NOBODY)
                        .process()
                        .ifPresent(bridges::add);
            }
            assertThat(bridges).as("all but the broken one").hasSize(Fleet.BRIDGES.size() - 1);
        }
        // a process that has ended is still listed until somebody has asked how
        await().until(() -> bridges.stream().noneMatch(ProcessHandle::isAlive));
        assertThat(home).doesNotExist();
        assertThat(announced).isEmptyDirectory();
    }
}
