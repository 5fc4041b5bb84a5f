package dev.farrier.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The values that docs/kubernetes.md shows are values of the chart. */
class KubernetesPageTest {
    private static final Pattern BLOCK = Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL);

    static List<String> blocks() throws IOException {
        List<String> blocks = BLOCK.matcher(Files.readString(Path.of("../docs/kubernetes.md")))
                .results()
                .map((MatchResult block) -> block.group(1))
                .toList();
        assertThat(blocks).hasSizeGreaterThan(4);
        return blocks;
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void shouldShowValuesThatTheChartTakes(String values) {
        assertThat(Chart.asItIs().render(values).pods()).isNotEmpty();
    }
}
