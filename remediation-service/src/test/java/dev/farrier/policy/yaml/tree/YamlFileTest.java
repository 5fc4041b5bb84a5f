package dev.farrier.policy.yaml.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.farrier.policy.keys.Node;
import dev.farrier.policy.keys.Node.MapNode;
import dev.farrier.policy.keys.Node.Scalar;
import dev.farrier.policy.problem.Location;
import dev.farrier.policy.problem.Problem;
import dev.farrier.policy.problem.Problems;
import dev.farrier.policy.yaml.PolicyCompiler;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlFileTest {
    private final Problems problems = new Problems();

    @Test
    void shouldReadAllDocuments() {
        assertThat(read("a: 1\n---\n- 2\n---\n# nothing\n---\n3\n")).hasSize(3);
        assertThat(said()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\n", "# only a comment\n", "---\n", "---\n---\n", "\uFEFF", "~"})
    void shouldReadNothingWhereThereIsNothing(String text) {
        assertThat(read(text)).isEmpty();
        assertThat(said()).isEmpty();
    }

    @Test
    void shouldReadWindowsLineEndsAndByteOrderMark() {
        MapNode mapping = (MapNode) read("\uFEFFa: 1\r\nb: 2\r\n").get(0);
        assertThat(mapping.entries()).containsOnlyKeys("a", "b");
        assertThat(mapping.entries().get("b").location()).isEqualTo(new Location("f", 2, 1));
    }

    @Test
    void shouldNameTheLimitOfAHugeFile() {
        assertThat(read("a: " + "x".repeat(10_000_000))).isEmpty();
        assertThat(said())
                .containsExactly("f:1:1: error: the file has 10000003 characters, the limit is 5000000: split it");
    }

    @Test
    void shouldReadFileJustAtTheLimit() {
        String text = "a: |\n" + ("  " + "x".repeat(95) + "\n").repeat(YamlFile.MAX_CHARS / 98);
        assertThat(read(text + "#".repeat(YamlFile.MAX_CHARS - text.length()))).hasSize(1);
        assertThat(said()).isEmpty();
        read(text + "#".repeat(YamlFile.MAX_CHARS - text.length() + 1));
        assertThat(said()).hasSize(1);
    }

    @Test
    void shouldNameTheLimitOfNesting() {
        assertThat(read("[".repeat(50) + "]".repeat(50))).hasSize(1);
        assertThat(said()).isEmpty();
        assertThat(read("[".repeat(51) + "]".repeat(51))).isEmpty();
        assertThat(said()).containsExactly("f:1:51: error: lists and maps are nested deeper than 50");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{a: ", "- ", "? "})
    void shouldSurviveEndlessNesting(String opening) {
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> read(opening.repeat(100_000)));
        assertThat(said()).hasSize(1);
    }

    /** A billion laughs: each level names the one before it several times. */
    @Test
    void shouldRefuseMoreAliasesThanAnybodyWrites() {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x]\n");
        for (int level = 1; level <= 9; level++) {
            bomb.append("a%d: &a%d [%s]\n"
                    .formatted(
                            level, level, ("*a" + (level - 1) + ", ").repeat(9).replaceAll(", $", "")));
        }
        assertThat(read(bomb.toString())).isEmpty();
        assertThat(said())
                .containsExactly(
                        "f:7:35: error: more than 50 aliases (*name) of lists and maps: write some of them out");
    }

    /** Below the limit on aliases a bomb still unfolds to 7^7 values; it must stay as small as it is written. */
    @Test
    void shouldShareWhatAliasesShare() {
        StringBuilder bomb = new StringBuilder(
                "kind: Action\nmetadata: {name: a}\nspec:\n  http:\n    url: http://x/\n    body:\n      a0: &a0 [x]\n");
        for (int level = 1; level <= 7; level++) {
            bomb.append("      a%d: &a%d [%s]\n"
                    .formatted(
                            level, level, ("*a" + (level - 1) + ", ").repeat(7).replaceAll(", $", "")));
        }
        List<Problem> found = Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> PolicyCompiler.compile(new TreeMap<>(Map.of("f.yaml", bomb.toString())), "c")
                        .problems());
        assertThat(found)
                .extracting(Problem::toString)
                .containsExactly("f.yaml:7:7: error: the body is longer than 65536 characters: make it smaller");
    }

    @Test
    void shouldPointAtTheFirstByteThatIsNoUtf8() {
        assertThat(read("a: 1\nb: ü\uFFFD\n")).isEmpty();
        assertThat(said()).containsExactly("f:2:5: error: this is not UTF-8 text: save the file as UTF-8");
    }

    @ParameterizedTest
    @CsvSource({"7, U+0007", "0, U+0000", "27, U+001B", "65534, U+FFFE"})
    void shouldPointAtControlCharacters(int character, String name) {
        read("a: 1\nbb: " + (char) character + "\n");
        assertThat(said())
                .containsExactly("f:2:5: error: the character " + name
                        + " may not stand in YAML: remove it, or write it as an escape in double quotes");
    }

    @Test
    void shouldMergeKeysUnderThoseThatAreWritten() {
        List<Node> documents = read("base: &b {x: 1, y: 1}\nother: {x: 2, <<: *b}\n");
        MapNode other =
                (MapNode) ((MapNode) documents.get(0)).entries().get("other").value();
        assertThat(((Scalar) other.entries().get("x").value()).text()).isEqualTo("2");
        assertThat(((Scalar) other.entries().get("y").value()).text()).isEqualTo("1");
        assertThat(said()).isEmpty();
    }

    /** Where a character of a value stands in the file. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "a: hello;2;1:6",
                "a: 'hello';2;1:7",
                "a: 'it''s it';5;1:11",
                "a: \"hello\";2;1:7",
                "a: \"\\u00e9\\n\\x41b\";3;1:17",
                "a: 'é😀x';3;1:7",
                "a: |+hello;2;2:5",
                "a: |-+hello\\nyou;7;3:4",
                "a: >+hello\\nyou;7;1:4",
                "a: hello;99;1:9",
            })
    void shouldKnowWhereCharactersOfValuesStand(String line, int offset, String expected) {
        String yaml = line.startsWith("a: |") || line.startsWith("a: >")
                ? line.replace("+", "\n  ").replace("\\n", "\n  ") + "\n"
                : line;
        MapNode mapping = (MapNode) read(yaml).get(0);
        Location place =
                ((Scalar) mapping.entries().get("a").value()).locations().apply(offset);
        assertThat(place.line() + ":" + place.column()).isEqualTo(expected);
    }

    @Test
    void shouldNeverThrowWhateverTheText() {
        Random random = new Random(7);
        String alphabet = "ab:-?[]{}#&*!|>'\"%@`,\n \t~0.<\u0085\u2028é\uD83D";
        for (int i = 0; i < 3_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(40); n >= 0; n--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            assertThatCode(() -> PolicyCompiler.compile(new TreeMap<>(Map.of("f.yaml", text.toString())), "c"))
                    .as(text.toString())
                    .doesNotThrowAnyException();
        }
    }

    private List<Node> read(String text) {
        return YamlFile.read("f", text, problems);
    }

    private List<String> said() {
        return problems.sorted().stream().map(Problem::toString).toList();
    }
}
