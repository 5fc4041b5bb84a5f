package dev.farrier.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class FaultsMainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        CommandLine line = FaultsMain.commandLine();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return line.execute(args);
    }

    @ParameterizedTest
    @ValueSource(strings = {"crash", "storm", "outage", "upgrade", "takeover", "wire", "clock"})
    void shouldSayWhatACommandDoes(String command) {
        assertThat(run(command, "--help")).isZero();
        assertThat(out.toString()).contains("Usage: faults/run " + command);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "crash --seed 3 --minutes 0.5 --faults kill-worker,pause-engine --load 2.5 --kafka 3.7 --ledger /tmp/x -o json",
                "storm --targets 20000 --then-call --within 600 --slots 50",
                "outage --each 1 --liveness --kafka current",
                "upgrade --from v1.0.0 --stop-core --seed 3 --load 2 --ledger /tmp/x -o json",
                "upgrade --old /opt/farrier",
                "wire --for 30m --only EndTxn --only Produce --action lose-answer,drop --shape edge --client farrier-core --within 1m --silence 40s"
                        + " --engines 2 --workers 2 --load 2 --seed 3 --kafka 3.7 --folder /tmp/x -o json",
                "clock --by 1h --lasts 25s --within 1m --load 2 --seed 3 --kafka 3.7 --folder /tmp/x -o json",
                "takeover --runs 2 --engines 3 --load 4 --within 15 --kafka 3.7"
            })
    void shouldUnderstandItsOwnWords(String arguments) {
        assertThatCode(() -> FaultsMain.commandLine().parseArgs(arguments.split(" ")))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--faults flood", "--minutes soon", "--kafka 2.8", "--nonsense"})
    void shouldRefuseWhatItDoesNotKnow(String arguments) {
        String[] words = ("crash " + arguments).split(" ");
        assertThat(run(words)).isEqualTo(2);
        assertThat(err.toString()).contains(words[1]);
    }
}
