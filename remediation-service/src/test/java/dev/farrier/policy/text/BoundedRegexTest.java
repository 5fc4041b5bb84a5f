package dev.farrier.policy.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.PatternSyntaxException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedRegexTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                ".*error [0-9]+ (in|of) .*",
                ".*(?:[0-9]{1,3}\\.){3}[0-9]{1,3}.*",
                "[a-f0-9]{8}-([a-f0-9]{4}-){3}[a-f0-9]{12}",
                "[]{1000}]{2}",
                "[[:alpha:]{999}]*",
                "\\x{1000}\\x{1000}\\x{1000}+",
                "\\Q{1000}{1000}\\E*",
                "a{,1000}+b",
                "{1000x",
                "a{998}",
            })
    void shouldTakeWhatIsUsual(String regex) {
        assertThat(BoundedRegex.compile(regex).pattern()).isEqualTo(regex);
    }

    /** Each of them would take all memory, all time, or the stack. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "(a{1000}){1000}",
                "((((((a{1000}){1000}){1000}){1000}){1000}){1000}){1000}",
                "(((a{10}){10}){10}){10}",
                "(?:\\pL{500}[[:alpha:]]{500}){3}",
                "(.*){1000}",
                "a{1000}b{1000}",
                "(ab){1000}",
            })
    void shouldRefuseWhatIsTooLarge(String regex) {
        assertThatThrownBy(() -> BoundedRegex.compile(regex))
                .isInstanceOf(PatternSyntaxException.class)
                .hasMessageContaining("too large");
    }

    @Test
    void shouldRefuseWhatIsTooDeep() {
        for (int depth : new int[] {101, 10_000, 1_000_000}) {
            assertThatThrownBy(() -> BoundedRegex.compile("(".repeat(depth) + "a" + ")".repeat(depth)))
                    .isInstanceOf(PatternSyntaxException.class)
                    .hasMessageContaining("too deep");
        }
        assertThat(BoundedRegex.compile("(".repeat(99) + "a" + ")".repeat(99)).matches("a"))
                .isTrue();
    }

    @Test
    void shouldTakeLongListsOfNames() {
        String names = IntStream.range(0, 1_000).mapToObj(i -> "Alert" + i).collect(Collectors.joining("|"));
        assertThat(BoundedRegex.compile(names).matches("Alert999")).isTrue();
        String repeated = "(" + names + ")+";
        assertThatThrownBy(() -> BoundedRegex.compile(repeated)).hasMessageContaining("at most 1000");
        String tooLong = "a".repeat(BoundedRegex.LONGEST_LIST + 1);
        assertThatThrownBy(() -> BoundedRegex.compile(tooLong)).hasMessageContaining("at most 20000");
    }

    /** What is wrong is said by RE2/J. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "(",
                ")",
                "[",
                "[a",
                "a{2",
                "\\",
                "*",
                "a**",
                "(?<=a)b",
                "\\1",
                "a{1001}",
                "[[:foo:]]",
                "\\Q",
                "x{2,1}"
            })
    void shouldNeitherHangNorBreakOnWhatIsNoRegex(String regex) {
        try {
            assertThat(BoundedRegex.compile(regex)).isNotNull();
        } catch (PatternSyntaxException e) {
            assertThat(e.getDescription()).isNotEmpty();
        }
    }
}
