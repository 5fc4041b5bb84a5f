package dev.farrier.faults.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.faults.judge.History.Subject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ActionLedgerTest {
    @TempDir
    private Path folder;

    private static void run(Path program, String command, String... arguments) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", program.toString());
        builder.command().addAll(java.util.List.of(arguments));
        builder.environment().put("FARRIER_COMMAND", command);
        assertThat(builder.inheritIO().start().waitFor()).isZero();
    }

    @Test
    void shouldReadWhatItsProgramsHaveWritten() throws Exception {
        ActionLedger ledger = new ActionLedger(folder, 0.1);
        long before = System.currentTimeMillis();
        run(ledger.actProgram(), "c-1", "t-1", "once");
        run(ledger.callProgram(), "c-2", "incident-1");

        assertThat(ledger.runs()).singleElement().satisfies(run -> {
            assertThat(run.command()).isEqualTo("c-1");
            assertThat(run.subject()).isEqualTo(new Subject("once", "t-1"));
            assertThat(run.start()).isGreaterThanOrEqualTo(before);
            assertThat(run.end()).isGreaterThanOrEqualTo(run.start() + 100);
        });
        assertThat(ledger.calls())
                .singleElement()
                .satisfies(call -> assertThat(call.incident()).isEqualTo("incident-1"));
    }

    @Test
    void shouldKeepEachStartOfACommand() throws Exception {
        ActionLedger ledger = new ActionLedger(folder, 0);
        Files.writeString(
                folder.resolve("runs.ledger"),
                "c-1 t-1 once start 100\nc-1 t-1 once start 200\nc-1 t-1 once end 300\nc-1 t-1 on",
                StandardOpenOption.CREATE);

        assertThat(ledger.runs())
                .extracting(run -> run.start() + "-" + run.end())
                .containsExactly("100-0", "200-300");
    }
}
