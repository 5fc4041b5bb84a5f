package dev.farrier.hyperscan;

import static org.assertj.core.api.Assertions.assertThat;

import com.gliwka.hyperscan.jni.hs_database_t;
import dev.farrier.match.PatternEngine;
import dev.farrier.match.PatternEngineContract;
import dev.farrier.match.PatternSet;
import dev.farrier.match.regex.TextPattern;
import dev.farrier.match.regex.TextTest;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class HyperscanTest extends PatternEngineContract {
    private final Hyperscan.Found found = Hyperscan.find();

    @Override
    protected PatternEngine engine() {
        return found.engine();
    }

    @Test
    void shouldBeLoadedWhereThereIsALibrary() {
        assertThat(found.problem()).isEmpty();
        assertThat(found.engine()).isInstanceOf(Hyperscan.class);
    }

    @Test
    void shouldGiveBackNativeMemoryWhenClosed() {
        int before = HyperscanSet.OPEN.get();
        PatternSet set = engine().compile(List.of(new TextPattern(".*foo.*", true)));
        assertThat(HyperscanSet.OPEN.get()).isEqualTo(before + 1);
        assertThat(set.matching("foo")).containsExactly(0);
        set.close();
        assertThat(HyperscanSet.OPEN.get()).isEqualTo(before);
    }

    /** No memory can't be had on demand; a database that is none fails in the same places. */
    @Test
    void shouldAskOneByOneWhenTheLibraryFails() {
        List<TextPattern> patterns = List.of(new TextPattern(".*foo.*", true), new TextPattern("b.*", true));
        hs_database_t none = new hs_database_t((Pointer) null);
        TextTest[] tests = patterns.stream().map(TextTest::of).toArray(TextTest[]::new);
        Said[] said = patterns.stream().map(one -> Said.of(one).orElseThrow()).toArray(Said[]::new);

        assertThat(Scratch.of(none)).isNull();
        try (PatternSet set = new HyperscanSet(none, tests, said)) {
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
        assertThat(patterns).allSatisfy(pattern -> assertThat(Said.of(pattern)).isPresent());
        try (PatternSet set = engine().compile(patterns)) {
            assertThat(set).isInstanceOf(HyperscanSet.class);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "foo;            \\Afoo\\z",
                ".*foo.*;        foo",
                ".*foo.*|b;      foo|\\Ab\\z",
                "(?i)a.*;        \\A[Aa]",
                "a\\.b;          \\Aa\\x{2e}b\\z",
                "(a|b){2,};      \\A(?:(?:a|b)){2,}\\z",
                "[^a];           \\A[^a]\\z",
            })
    void shouldSayItInItsOwnWords(String regex, String expression) {
        assertThat(Said.of(new TextPattern(regex, true)).map(Said::expression)).contains(expression);
    }
}
