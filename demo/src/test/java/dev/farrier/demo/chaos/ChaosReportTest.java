package dev.farrier.demo.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.demo.fleet.DemoFault;
import dev.farrier.view.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChaosReportTest {
    private static final FaultResult HEALED =
            new FaultResult(DemoFault.CRASH, "mb-01", 4_600, 8_100, "p: restart-bridge", "");
    private static final FaultResult ESCALATED =
            new FaultResult(DemoFault.BROKEN_HOST, "mb-04", 5_000, 9_000, "p: restart-bridge failed", "");
    private static final FaultResult WRONG = new FaultResult(DemoFault.HANG, "mb-02", -1, -1, "", "not detected");

    @Test
    void shouldBeGoodWhenEverythingCameToItsRightEnd() {
        ChaosReport report = new ChaosReport(List.of(ESCALATED, HEALED), List.of());

        assertThat(report.good()).isTrue();
        assertThat(report.summary()).isEqualTo("healed 1 of 2 faults, 1 escalated");
        assertThat(report.text().lines().map(line -> line.replaceAll(" +", " ")))
                .containsExactly(
                        "FAULT BRIDGE DETECTED AFTER HEALED AFTER DONE",
                        "crash mb-01 4.6 s 8.1 s p: restart-bridge",
                        "broken-host mb-04 5.0 s escalated after 9.0 s p: restart-bridge failed",
                        "healed 1 of 2 faults, 1 escalated");
    }

    @Test
    void shouldNotBeGoodWhenOneFaultWasNotHealed() {
        ChaosReport report = new ChaosReport(List.of(HEALED, WRONG), List.of());

        assertThat(report.good()).isFalse();
        assertThat(report.text()).contains("WRONG: not detected");
        assertThat(report.json().stream().map(JsonObject::line))
                .containsExactly(
                        "{\"type\":\"result\",\"fault\":\"crash\",\"bridge\":\"mb-01\",\"end\":\"healed\","
                                + "\"detectedAfterMillis\":4600,\"endedAfterMillis\":8100,\"done\":\"p: restart-bridge\"}",
                        "{\"type\":\"result\",\"fault\":\"hang\",\"bridge\":\"mb-02\",\"end\":\"wrong\","
                                + "\"problem\":\"not detected\"}",
                        "{\"type\":\"summary\",\"healed\":1,\"faults\":2,\"escalated\":0,\"strayPages\":[],\"good\":false}");
    }

    @Test
    void shouldNotBeGoodWhenAPersonWasCalledForNothing() {
        assertThat(new ChaosReport(List.of(HEALED), List.of("a page")).good()).isFalse();
    }
}
