package dev.farrier.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.faults.judge.Check;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportPrinterTest {
    private static final Check KEPT = new Check("a command started twice", List.of());
    private static final Check BROKEN = new Check("a call too late", List.of("alone-1: after 11.0 s"));

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private boolean result(boolean json, Check... checks) {
        LinkedHashMap<String, Object> numbers = new LinkedHashMap<>(Map.of("faults", 3));
        return new ReportPrinter(new PrintStream(out, true, StandardCharsets.UTF_8), json)
                .printResult(numbers, List.of(checks));
    }

    @Test
    void shouldSayThatAllHolds() {
        assertThat(result(false, KEPT)).isTrue();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("faults", "a command started twice")
                .endsWith("all of it holds\n")
                .doesNotContain("NOT");
    }

    @Test
    void shouldShowWhatDoesNotHold() {
        assertThat(result(false, KEPT, BROKEN)).isFalse();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("must be 0", "  alone-1: after 11.0 s", "NOT all");
    }

    @Test
    void shouldPrintOneObjectALine() {
        assertThat(result(true, KEPT, BROKEN)).isFalse();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith("{\"type\":\"result\",\"ok\":false,\"numbers\":{\"faults\":3},\"checks\":[")
                .contains("\"alone-1: after 11.0 s\"")
                .hasLineCount(1);
    }
}
