package dev.farrier.match;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegexTextTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "a;                 a",
                "a|b;               a b",
                "(eu-1|eu-2);       eu-1 eu-2",
                "(?:x|y);           x y",
                "10\\.0\\.0\\.1;    10.0.0.1",
            })
    void shouldListAllTexts(String regex, String texts) {
        assertThat(RegexText.alternatives(regex)).isEqualTo(Set.of(texts.split(" ")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.*",
                "a+",
                "a*",
                "[ab]",
                "[^a]",
                "a{2}",
                "^a",
                "a$",
                "(?s).",
                "(?i)no",
                "(a)|(b)",
                "(a|b)c",
                "\\Qa\\E",
                "\\d",
                "\\n",
                "\\x41",
                "(?P<n>a)"
            })
    void shouldLeaveToRe2WhatIsMoreThanAListOfTexts(String regex) {
        Pattern unused = Pattern.compile(regex);
        assertThat(RegexText.alternatives(regex)).isNull();
    }

    @Test
    void shouldNotListMoreTextsThanARunIsWorth() {
        String list = IntStream.rangeClosed(1, 101).mapToObj(i -> "x" + i).collect(Collectors.joining("|"));
        assertThat(RegexText.alternatives(list)).isNull();
        assertThat(RegexText.alternatives(list.substring(list.indexOf('|') + 1)))
                .hasSize(100);
    }

    @Test
    void shouldListExactlyWhatRe2Matches() {
        RandomPatterns random = new RandomPatterns(2);
        int listed = 0;
        for (int i = 0; i < 20_000; i++) {
            String regex = random.regex();
            Set<String> texts = RegexText.alternatives(regex);
            if (texts == null) {
                continue;
            }
            listed++;
            Pattern re2 = Pattern.compile(regex);
            for (String text : texts) {
                assertThat(re2.matches(text)).as("%s '%s'", regex, text).isTrue();
            }
            for (int j = 0; j < 20; j++) {
                String text = random.text();
                assertThat(texts.contains(text)).as("%s '%s'", regex, text).isEqualTo(re2.matches(text));
            }
        }
        assertThat(listed).isGreaterThan(500);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                ".*error [0-9]+.*;       `error `",
                ".*(failed|refused) by;  ` by`",
                "abc+d?efg;              abc",
                "ab[xyz]cdef{2}ghij;     ghij",
                "abc\\.d\\s+ef;          abc.d",
                "a😀?bcd;                bcd",
                "[]a]bcd[[:alpha:]]e;    bcd",
                "abc|abd;                ``",
                "(?i)error;              ``",
                "x(?i:y)error;           ``",
                "\\Qabc\\E;              ``",
                "ab.*cd;                 ``",
                "(abc)?;                 ``",
            })
    void shouldFindATextThatEveryMatchContains(String regex, String expected) {
        Pattern unused = Pattern.compile(regex);
        assertThat(RegexText.requiredText(regex)).isEqualTo(expected);
    }
}
