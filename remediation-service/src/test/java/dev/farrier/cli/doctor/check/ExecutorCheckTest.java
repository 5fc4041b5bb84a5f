package dev.farrier.cli.doctor.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.cli.doctor.check.ExecutorCheck.SiteNeeds;
import dev.farrier.model.SlotType;
import dev.farrier.model.WorkerInstance;
import dev.farrier.model.WorkerReport;
import dev.farrier.model.WorkerReportBuilder;
import dev.farrier.view.Executors.ExecutorStatus;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExecutorCheckTest {
    static final WorkerReport REPORT = WorkerReportBuilder.builder()
            .worker(new WorkerInstance("0123456789abcdef", 1))
            .name("w1")
            .site("eu")
            .protocol(WorkerReport.PROTOCOL)
            .version("1")
            .slots(new TreeMap<>(Map.of(SlotType.ACT.name(), 4, SlotType.CALL.name(), 8)))
            .actionTypes(List.of("http", "process"))
            .trustedKeys(List.of("k1"))
            .resumed(List.of())
            .build();

    private static final SiteNeeds NEEDS = new SiteNeeds(
            new TreeSet<>(Set.of("eu")),
            new TreeMap<>(Map.of("eu", 2)),
            new TreeMap<>(Map.of("process", Set.of("p"))),
            "k1");

    static ExecutorStatus executor(String site, long age, WorkerReport report) {
        return new ExecutorStatus(site, report, 0, age, List.of());
    }

    private static String wrong(SiteNeeds needs, ExecutorStatus... executors) {
        return Findings.wrong(ExecutorCheck.check(needs, List.of(executors)));
    }

    @Test
    void shouldSayOneLineASite() {
        assertThat(Findings.text(ExecutorCheck.check(
                        NEEDS, List.of(executor("eu", 0, REPORT), executor("eu", 14_999, REPORT.withName("w2"))))))
                .containsExactly("ok: site eu: 2 executors with 8 slots for actions");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            silent    | error: site eu: none of 1 executor takes commands; warning: executor w1 of site eu was heard last 15 s ago
            draining  | error: site eu: none of 1 executor takes commands
            killed    | error: site eu: none of 1 executor takes commands; warning: executor w1 of site eu starts nothing: its kill file exists
            halted    | warning: halted: no executor starts anything but calls of a person
            old       | error: site eu: none of 1 executor takes commands; warning: executor w1 of site eu speaks version 0 of the protocol, not 1
            stranger  | error: executor w1 of site eu does not trust k1, which signs commands
            useless   | warning: site eu: no executor runs actions of type process, used by p
            """)
    void shouldSayWhyCommandsWouldNotBeRun(String what, String wrong) {
        UnaryOperator<WorkerReport> change = report -> switch (what) {
            case "draining" -> report.withDraining(true);
            case "killed" -> report.withKilled(true);
            case "halted" -> report.withHalted(true);
            case "old" -> report.withProtocol(0);
            case "stranger" -> report.withTrustedKeys(List.of("k2"));
            case "useless" -> report.withActionTypes(List.of("http"));
            default -> report;
        };
        assertThat(wrong(NEEDS, executor("eu", what.equals("silent") ? 15_000 : 0, change.apply(REPORT))))
                .isEqualTo(wrong);
    }

    @Test
    void shouldMissExecutorsAndTopicsOfSites() {
        assertThat(wrong(NEEDS)).isEqualTo("error: site eu: no executor was heard in the last 60 s");
        assertThat(wrong(new SiteNeeds(
                        new TreeSet<>(), new TreeMap<>(Map.of("us", 1)), new TreeMap<String, Set<String>>(), "")))
                .isEqualTo("error: site us has 1 resource and no topics");
    }
}
