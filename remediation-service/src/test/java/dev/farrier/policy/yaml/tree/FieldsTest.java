package dev.farrier.policy.yaml.tree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.policy.Problem;
import dev.farrier.policy.keys.Node.MapNode;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.keys.Problems;
import dev.farrier.policy.time.Durations;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldsTest {
    private final Problems problems = new Problems();

    @ParameterizedTest
    @CsvSource({"5, 5", "010, 10", "0x10, 16", "0o17, 15", "+5, 5", "0, 0", "99, 99"})
    void shouldReadWholeNumbersAsYamlHasThem(String text, int expected) {
        assertThat(fields("a: " + text).integer("a", -1, 0, 99)).isEqualTo(expected);
        assertThat(said()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"100", "-1", "99999999999", "0xFFFFFFFFF", "1.0", "'5'", "five", "true", "[5]", "{}", "~", ""})
    void shouldRefuseOtherNumbers(String text) {
        assertThat(fields("a: " + text).integer("a", 42, 0, 99)).isEqualTo(42);
        assertThat(said()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"true, true", "True, true", "false, false", "FALSE, false"})
    void shouldReadTruth(String text, boolean expected) {
        assertThat(fields("a: " + text).bool("a", !expected)).isEqualTo(expected);
        assertThat(said()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "on", "'true'", "1", "[true]"})
    void shouldRefuseOtherTruths(String text) {
        assertThat(fields("a: " + text).bool("a", true)).isTrue();
        assertThat(said()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"a: 5|5", "a: 1.10|1.10", "a: true|true", "a: off|off", "a: 'x'|x", "a: \"\\u00e9\"|é"})
    void shouldTakeNumbersForTextAsTheyAreWritten(String yaml, String expected) {
        assertThat(fields(yaml).text("a", "?")).isEqualTo(expected);
        assertThat(said()).isEmpty();
    }

    @Test
    void shouldReportWhatNobodyAskedFor() {
        Fields fields = fields("alpha: 1\nbetta: 2\ngamma: 3\n");
        fields.text("alpha", "");
        fields.text("beta", "");
        fields.unsupported("gamma");
        fields.done();
        assertThat(said())
                .containsExactly(
                        "f:2:1: error: unknown key 'betta' in spec: did you mean 'beta'?",
                        "f:3:1: error: 'spec.gamma' is not supported yet: remove it");
    }

    @Test
    void shouldGoOnAfterProblems() {
        Fields fields = fields("a: [1]\nb: {}\nc: x\nd: [x, [y], z]\ne: [{k: 1}, 2]\n");
        assertThat(fields.text("a", "?")).isEqualTo("?");
        assertThat(fields.list("b")).isEmpty();
        assertThat(fields.fields("c")).isNull();
        assertThat(fields.scalars("d")).extracting(Scalar::text).containsExactly("x", "z");
        assertThat(fields.maps("e")).extracting(Fields::path).containsExactly("spec.e[0]");
        assertThat(fields.duration("f", Duration.ofSeconds(3), Durations.MAX)).isEqualTo(Duration.ofSeconds(3));
        assertThat(said())
                .containsExactly(
                        "f:1:4: error: 'spec.a' must be text, not a list",
                        "f:2:4: error: 'spec.b' must be a list, not a map",
                        "f:3:4: error: 'spec.c' must be a map, not the text 'x'",
                        "f:4:8: error: 'spec.d[1]' must be text, not a list",
                        "f:5:13: error: 'spec.e[1]' must be a map, not the number 2");
    }

    private Fields fields(String yaml) {
        return new Fields((MapNode) YamlFile.read("f", yaml, problems).get(0), "spec", problems);
    }

    private List<String> said() {
        return problems.sorted().stream().map(Problem::toString).toList();
    }
}
