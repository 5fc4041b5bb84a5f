package dev.farrier.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchmarksMainTest {
    private final PrintStream usualOut = System.out;
    private final PrintStream usualErr = System.err;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void listen() {
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restore() {
        System.setOut(usualOut);
        System.setErr(usualErr);
    }

    @ParameterizedTest
    @CsvSource({"'', 2", "--help, 0", "-h, 0", "kafka --help, 0", "core --quick --help, 0"})
    void shouldListBenchmarksWithOptionsAndExamples(String arguments, int code) throws Exception {
        assertThat(BenchmarksMain.run(arguments.isEmpty() ? List.of() : List.of(arguments.split(" "))))
                .isEqualTo(code);

        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains(
                        "\n  core [--quick] [--rounds N] [--profile] [farrier|drools]\n",
                        "\n  keys [--quick] [--rounds N] [--profile]\n",
                        "\n  load [",
                        "\n  logs [--quick] [--rounds N] [--profile] [FOLDER]\n",
                        "\n  kafka [--events N]",
                        "\n  latency [--rate",
                        "\n  memory [--keys N]",
                        "\nExamples:\n  benchmarks/run core --quick\n");
        assertThat(err.size()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cores                  | there is no benchmark 'cores'",
                "--quick                | no benchmark named",
                "core --rounds x        | --rounds wants a number of at least 1, not x",
                "core --rounds          | no value for --rounds",
                "core --rounds 0        | --rounds wants a number of at least 1, not 0",
                "core --qick            | not understood: --qick; write farrier or drools",
                "core esper             | not understood: esper; write farrier or drools",
                "keys --keys 5          | not understood: --keys 5",
                "load 7                 | not understood: 7",
                "logs --nope            | not understood: --nope",
                "logs no/such/folder    | no folder: no/such/folder",
                "kafka --events many    | --events wants a number of at least 1, not many",
                "kafka --evnets 3       | not understood: --evnets 3",
                "latency --shares 10,x  | --shares wants a number of at least 1, not x",
                "memory --keys          | no value for --keys",
            })
    void shouldSayInOneLineWhichArgumentIsWrong(String arguments, String said) throws Exception {
        assertThat(BenchmarksMain.run(List.of(arguments.split(" ")))).isEqualTo(2);

        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("benchmarks/run: " + said + "; see benchmarks/run --help" + System.lineSeparator());
        assertThat(out.size()).isZero();
    }

    @Test
    void shouldTellExamplesThatAreUnderstood() {
        assertThatCode(() -> new CoreReport().check(List.of("farrier"))).doesNotThrowAnyException();
        assertThatCode(() -> new LogReport().check(List.of("."))).doesNotThrowAnyException();
        assertThatCode(() -> new KeysReport().check(List.of())).doesNotThrowAnyException();
    }
}
