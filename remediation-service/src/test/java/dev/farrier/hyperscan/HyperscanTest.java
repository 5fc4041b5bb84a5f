package dev.farrier.hyperscan;

import static org.assertj.core.api.Assertions.assertThat;

import com.gliwka.hyperscan.jni.hs_database_t;
import dev.farrier.match.PatternEngine;
import dev.farrier.match.PatternEngineContract;
import dev.farrier.match.PatternSet;
import dev.farrier.match.TextPattern;
import dev.farrier.match.TextTest;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class HyperscanTest extends PatternEngineContract {
    private final Hyperscan.EngineChoice choice = Hyperscan.choose();

    @Override
    protected PatternEngine engine() {
        return choice.engine();
    }

    @Test
    void shouldBeLoadedWhereThereIsALibrary() {
        assertThat(choice.problem()).isEmpty();
        assertThat(choice.engine()).isInstanceOf(Hyperscan.class);
    }

    @Test
    void shouldGiveBackNativeMemoryWhenClosed() {
        HyperscanSet set = (HyperscanSet) engine().compile(List.of(new TextPattern(".*foo.*", true)));
        assertThat(set.matching("foo")).containsExactly(0);
        assertThat(set.isFreed()).isFalse();
        set.close();
        assertThat(set.isFreed()).isTrue();
    }

    /** No memory can't be had on demand; a database that is none fails in the same places. */
    @Test
    void shouldAskOneByOneWhenTheLibraryFails() {
        List<TextPattern> patterns = List.of(new TextPattern(".*foo.*", true), new TextPattern("b.*", true));
        hs_database_t none = new hs_database_t((Pointer) null);
        TextTest[] tests = patterns.stream().map(TextTest::of).toArray(TextTest[]::new);
        HyperscanExpression[] expressions = patterns.stream()
                .map(one -> HyperscanExpression.of(one).orElseThrow())
                .toArray(HyperscanExpression[]::new);

        assertThat(Scratch.of(none)).isNull();
        try (PatternSet set = new HyperscanSet(none, tests, expressions)) {
            assertThat(set.matching("a foo")).containsExactly(0);
            assertThat(set.matching("bar foo")).containsExactly(0, 1);
        }
    }

    /** So that it is not the portable engine that passes the contract. */
    @Test
    void shouldKnowMostPatternsItself() {
        List<TextPattern> patterns = IntStream.range(0, 100)
                .mapToObj(i -> new TextPattern("(?i).*error " + i + "[0-9]{2} (in|of) \\S+\\b.*", true))
                .toList();
        assertThat(patterns)
                .allSatisfy(
                        pattern -> assertThat(HyperscanExpression.of(pattern)).isPresent());
        try (PatternSet set = engine().compile(patterns)) {
            assertThat(set).isInstanceOf(HyperscanSet.class);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "foo;            \\A(?:foo)\\z;      true",
                ".*foo.*;        (?:foo);           true",
                "(?s).*f.o.*;    (?s:f.o);          true",
                ".*foo|b;        (?:foo|b)\\z;      false",
                "foo|.*b;        \\A(?:foo|.*b)\\z; true",
                "a\\.*;          \\A(?:a\\.*)\\z;    true",
            })
    void shouldLeaveOutAnyTextAtTheEnds(String regex, String expression, boolean exact) {
        assertThat(HyperscanExpression.of(new TextPattern(regex, true)))
                .contains(new HyperscanExpression(expression, exact));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\pL",
                "\\v",
                "[^\\v]",
                "(?m)^a",
                "(?U)a+",
                "\\101",
                "(?i)é",
                "(?i)\\x{e9}",
                "\\Qa\\E",
                ".*",
                "a\0b"
            })
    void shouldLeaveToRe2WhatHyperscanReadsDifferently(String regex) {
        assertThat(HyperscanExpression.of(new TextPattern(regex, true))).isEmpty();
    }
}
