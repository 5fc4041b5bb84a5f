package dev.farrier.policy.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.policy.keys.Node.MapNode;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.problem.Problem;
import dev.farrier.policy.problem.Problems;
import dev.farrier.policy.time.Durations;
import dev.farrier.policy.yaml.tree.YamlFile;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MapReaderTest {
    private final Problems problems = new Problems();
    private final YamlMap map = YamlMap.of("test", "A map.");

    @ParameterizedTest
    @CsvSource({"5, 5", "010, 10", "0x10, 16", "0o17, 15", "+5, 5", "0, 0", "99, 99"})
    void shouldReadWholeNumbersAsYamlHasThem(String text, int expected) {
        YamlKey<Integer> key = map.optional("a", YamlTypes.integer(0, 99), "A number.");

        assertThat(read("a: " + text).find(key)).isEqualTo(expected);
        assertThat(messages()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"100", "-1", "99999999999", "0xFFFFFFFFF", "1.0", "'5'", "five", "true", "[5]", "{}", "~", ""})
    void shouldRefuseOtherNumbers(String text) {
        YamlKey<Integer> key = map.optional("a", YamlTypes.integer(0, 99), "A number.");

        assertThat(read("a: " + text).get(key, 42)).isEqualTo(42);
        assertThat(messages()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"true, true", "True, true", "false, false", "FALSE, false"})
    void shouldReadTruth(String text, boolean expected) {
        YamlKey<Boolean> key = map.optional("a", YamlTypes.bool(), "Whether.");

        assertThat(read("a: " + text).get(key, !expected)).isEqualTo(expected);
        assertThat(messages()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "on", "'true'", "1", "[true]"})
    void shouldRefuseOtherTruths(String text) {
        YamlKey<Boolean> key = map.optional("a", YamlTypes.bool(), "Whether.");

        assertThat(read("a: " + text).get(key, true)).isTrue();
        assertThat(messages()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"a: 5|5", "a: 1.10|1.10", "a: true|true", "a: off|off", "a: 'x'|x", "a: \"\\u00e9\"|é"})
    void shouldTakeNumbersForTextAsTheyAreWritten(String yaml, String expected) {
        YamlKey<String> key = map.optional("a", YamlTypes.text(), "?", "A text.");

        assertThat(read(yaml).get(key)).isEqualTo(expected);
        assertThat(messages()).isEmpty();
    }

    @Test
    void shouldReportWhatIsNotDeclared() {
        map.optional("alpha", YamlTypes.text(), "A text.");
        map.required("beta", YamlTypes.text(), "A text.");
        map.refuse("gamma");

        MapReader unused = read("alpha: 1\nbetta: 2\ngamma: 3\n");

        assertThat(messages())
                .containsExactly(
                        "f:2:1: error: unknown key 'betta' in spec: did you mean 'beta'?",
                        "f:3:1: error: 'spec.gamma' is not supported yet: remove it");
    }

    @Test
    void shouldReportWhatIsMissingUnlessItIsOnlyMisspelt() {
        YamlKey<String> alpha = map.required("alpha", YamlTypes.filled("write a letter"), "A text.");
        YamlKey<Integer> beta = map.required("beta", YamlTypes.integer(1, 9), "A number.");

        MapReader reader = read("betta: 2\n");

        assertThat(reader.get(alpha)).isEmpty();
        assertThat(reader.get(beta)).isEqualTo(1);
        assertThat(reader.findMisspelt(beta)).isEqualTo(2);
        assertThat(messages())
                .containsExactly(
                        "f:1:1: error: 'spec.alpha' is missing: write a letter",
                        "f:1:1: error: unknown key 'betta' in spec: did you mean 'beta'?");
    }

    @Test
    void shouldGoOnAfterProblems() {
        YamlMap below = YamlMap.of("below", "A map.");
        below.optional("k", YamlTypes.text(), "A text.");
        YamlKey<String> a = map.optional("a", YamlTypes.text(), "?", "A text.");
        YamlKey<List<Scalar>> b = map.optional("b", YamlTypes.list(YamlTypes.scalar()), "A list.");
        YamlKey<MapReader> c = map.optional("c", YamlTypes.map(below), "A map.");
        YamlKey<List<Scalar>> d = map.optional("d", YamlTypes.list(YamlTypes.scalar()), "A list.");
        YamlKey<List<MapReader>> e = map.optional("e", YamlTypes.list(YamlTypes.map(below)), "A list.");
        YamlKey<Duration> f =
                map.optional("f", YamlTypes.duration(Durations.MAX), Duration.ofSeconds(3), "A duration.");

        MapReader reader = read("a: [1]\nb: {}\nc: x\nd: [x, [y], z]\ne: [{k: 1}, 2]\n");

        assertThat(reader.get(a)).isEqualTo("?");
        assertThat(reader.get(b)).isEmpty();
        assertThat(reader.find(c)).isNull();
        assertThat(reader.get(d)).extracting(Scalar::text).containsExactly("x", "z");
        assertThat(reader.get(e)).extracting(MapReader::path).containsExactly("spec.e[0]");
        assertThat(reader.get(f)).isEqualTo(Duration.ofSeconds(3));
        assertThat(messages())
                .containsExactly(
                        "f:1:4: error: 'spec.a' must be text, not a list",
                        "f:2:4: error: 'spec.b' must be a list, not a map",
                        "f:3:4: error: 'spec.c' must be a map, not the text 'x'",
                        "f:4:8: error: 'spec.d[1]' must be text, not a list",
                        "f:5:13: error: 'spec.e[1]' must be a map, not the number 2");
    }

    private MapReader read(String yaml) {
        MapNode node = (MapNode) YamlFile.read("f", yaml, problems).get(0);
        return new MapReader(node, "spec", map, problems, ExtensionRegistry.NONE);
    }

    private List<String> messages() {
        return problems.sorted().stream().map(Problem::toString).toList();
    }
}
