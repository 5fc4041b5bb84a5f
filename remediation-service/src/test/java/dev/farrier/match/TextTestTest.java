package dev.farrier.match;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextTestTest {

    /** Whatever is short-cut, the answer is RE2/J's. */
    @Test
    void shouldSayWhatRe2Says() {
        RandomPatterns random = new RandomPatterns(1);
        int matched = 0;
        int compared = 0;
        for (int i = 0; i < 20_000; i++) {
            String regex = random.regex();
            boolean whole = random.coin();
            TextTest test = TextTest.of(new TextPattern(regex, whole));
            compared += test instanceof TextTest.Comparison ? 1 : 0;
            Pattern re2 = Pattern.compile(regex);
            for (int j = 0; j < 10; j++) {
                String text = random.text();
                boolean expected = whole ? re2.matches(text) : re2.matcher(text).find();
                assertThat(test.test(text))
                        .as("%s %s '%s'", whole ? "whole" : "part", regex, text)
                        .isEqualTo(expected);
                matched += expected ? 1 : 0;
            }
        }
        assertThat(matched).isBetween(20_000, 180_000);
        assertThat(compared).isGreaterThan(1_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {".*no slots.*", "no slots.*", ".*no slots", "(?s).*no slots.*", "no slots", ".*"})
    void shouldCompareInsteadOfRunning(String regex) {
        assertThat(TextTest.of(new TextPattern(regex, true))).isInstanceOf(TextTest.Comparison.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                ".*error [0-9]+.*;          true",
                ".*(failed|refused) by .*;  true",
                "(?i).*error.*;             false",
                ".*[0-9]{3}.*;              false",
                ".*(a*|refused).*;          false",
                "xyz+y*;                    true",
                "x+y*;                      false",
            })
    void shouldKnowWhatCannotBeMissing(String regex, boolean cheap) {
        assertThat(TextTest.of(new TextPattern(regex, true)).cheap()).isEqualTo(cheap);
    }

    @Test
    void shouldSearchForTextsThatLookLikeSyntax() {
        String odd = "a.*(b)[c]\\Q\\E|$^+?{2}\n\u0000é😀";
        assertThat(TextTest.of(TextPattern.containing(odd)).test("x" + odd + "y"))
                .isTrue();
        assertThat(TextTest.of(TextPattern.containing(odd)).test(odd.substring(1)))
                .isFalse();
        assertThat(TextTest.of(TextPattern.startingWith(odd)).test(odd + "y")).isTrue();
        assertThat(TextTest.of(TextPattern.startingWith(odd)).test("x" + odd)).isFalse();
        assertThat(TextTest.of(TextPattern.endingWith(odd)).test("x" + odd)).isTrue();
        assertThat(TextTest.of(TextPattern.endingWith(odd)).test(odd + "y")).isFalse();
        assertThat(TextTest.of(TextPattern.containing("")).test("")).isTrue();
    }
}
