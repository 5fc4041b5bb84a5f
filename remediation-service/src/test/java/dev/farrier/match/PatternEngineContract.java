package dev.farrier.match;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import dev.farrier.RandomCases;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What every engine must say: what RE2/J says of each pattern alone. */
public abstract class PatternEngineContract {
    protected abstract PatternEngine engine();

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                // anchored at both ends
                "foo;                `foo`;          true",
                "foo;                `xfoo`;         false",
                "foo;                `foox`;         false",
                "a|b;                `ab`;           false",
                "foo.*|.*bar;        `xbar`;         true",
                "foo.*|.*bar;        `bar foo`;      false",
                "^foo$;              `foo`;          true",
                // the dot is no line feed, the end is the end of the text
                ".*foo.*;            `a foo b`;      true",
                ".*foo.*;            `foo\n`;        false",
                ".*foo.*;            `\nfoo`;        false",
                "(?s).*foo.*;        `a\nfoo\nb`;    true",
                "foo$;               `foo\n`;        false",
                "[^b]*foo;           `a\nfoo`;       true",
                // any other text
                "a.c;                `aéc`;          true",
                "a.c;                `a😀c`;         true",
                "a..c;               `a😀c`;         false",
                ".*é.*;              `xéy`;          true",
                ".*é.*;              `xe\u0301y`;    false",
                "[é-ê]+;             `éê`;           true",
                "\\s;                `\u000b`;       false",
                "\\w+;               `é`;            false",
                ".*\\bfoo\\b.*;      `a foo-b`;      true",
                ".*\\bfoo\\b.*;      `afoo b`;       false",
                ".*foo\\x00bar.*;    `foo\u0000bar`; true",
                // case
                "(?i).*error.*;      `An ERROR`;     true",
                "(?i).*ss.*;         `Straſſe`;      true",
                "(?i)k;              `K`;       true",
                "(?i)[^k];           `K`;       false",
                ".*error.*;          `An ERROR`;     false",
                "a(?i)b|c;           `C`;            true",
                // nothing
                "``;                 ``;             true",
                ".*;                 ``;             true",
                ".+;                 ``;             false",
                "a*;                 ``;             true",
                "a*;                 `b`;            false",
                // half of a pair
                "a.;                 `a\ud800`;      true",
                "a\\?;               `a\ud800`;      false",
                // not understood by every engine
                "\\pL+;              `é`;            true",
                "(?m)^foo$.*;        `foo`;          true",
                "[[:alpha:]]+;       `ab`;           true",
                "x{900}y?;           `xx`;           false",
            })
    void shouldMatchWhole(String regex, String text, boolean expected) {
        try (PatternSet set = engine().compile(List.of(new TextPattern(regex, true)))) {
            assertThat(set.matching(text)).hasSize(expected ? 1 : 0);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "foo;     `a\nfoo\nb`; true",
                "^foo;    `a\nfoo`;    false",
                "foo$;    `foo\n`;     false",
                "fo.$;    `foo`;       true",
                ".*;      ``;          true",
                "x*;      `b`;         true",
                "a.*b;    `a\nb`;      false",
                ".*a.*b;  `x\nab\n`;   true",
            })
    void shouldFindPart(String regex, String text, boolean expected) {
        try (PatternSet set = engine().compile(List.of(new TextPattern(regex, false)))) {
            assertThat(set.matching(text)).hasSize(expected ? 1 : 0);
        }
    }

    @Test
    void shouldSayWhatRe2SaysOfManyAtOnce() {
        RandomPatterns random = new RandomPatterns(3);
        int matched = 0;
        int rounds = RandomCases.of(20);
        for (int round = 0; round < rounds; round++) {
            List<TextPattern> patterns = new ArrayList<>();
            List<Pattern> re2 = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                TextPattern pattern = new TextPattern(random.regex(), random.coin());
                patterns.add(pattern);
                re2.add(Pattern.compile(pattern.re2()));
            }
            try (PatternSet set = engine().compile(patterns)) {
                for (int j = 0; j < 100; j++) {
                    String text = random.text();
                    int[] expected = IntStream.range(0, patterns.size())
                            .filter(i -> patterns.get(i).whole()
                                    ? re2.get(i).matches(text)
                                    : re2.get(i).matcher(text).find())
                            .toArray();
                    int[] got = set.matching(text);
                    assertThat(named(patterns, difference(expected, got)))
                            .as("missing in '%s'", text)
                            .isEmpty();
                    assertThat(named(patterns, difference(got, expected)))
                            .as("wrongly in '%s'", text)
                            .isEmpty();
                    assertThat(got).isSorted();
                    matched += expected.length;
                }
            }
        }
        assertThat(matched).isBetween(1_000 * rounds, 19_000 * rounds);
    }

    private static int[] difference(int[] all, int... less) {
        return IntStream.of(all)
                .filter(i -> IntStream.of(less).noneMatch(j -> j == i))
                .toArray();
    }

    private static List<TextPattern> named(List<TextPattern> patterns, int... indexes) {
        return IntStream.of(indexes).mapToObj(patterns::get).toList();
    }

    @Test
    void shouldAnswerAfterClosing() {
        PatternSet set = engine().compile(List.of(new TextPattern(".*foo.*", true), new TextPattern("(?i)FOO", false)));
        set.close();
        set.close();
        assertThat(set.matching("a foo")).containsExactly(0, 1);
        assertThat(set.matching("")).isEmpty();
    }

    @Test
    void shouldAnswerManyThreadsWhileItIsClosed() throws Exception {
        List<TextPattern> patterns = IntStream.range(0, 50)
                .mapToObj(i -> new TextPattern(".*word" + i + " .*", true))
                .toList();
        PatternSet set = engine().compile(patterns);
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<?>> all = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                int first = thread;
                all.add(threads.submit(() -> {
                    for (int i = 0; i < 2_000; i++) {
                        int word = (i + first) % 50;
                        assertThat(set.matching("a word" + word + " b")).containsExactly(word);
                        if (i == 1_000 && first == 0) {
                            set.close();
                        }
                    }
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
    }

    @Test
    void shouldAskForNoPattern() {
        try (PatternSet set = engine().compile(List.of())) {
            assertThat(set.matching("a")).isEmpty();
        }
    }

    /** What makes backtracking take longer than the universe exists. */
    @Test
    void shouldNotHang() {
        List<TextPattern> hostile = List.of(
                new TextPattern("(a+)+$", true),
                new TextPattern("(a|aa)+b", true),
                new TextPattern("(.*)*x", true),
                new TextPattern("(a?){200}a{200}", true));
        String text = "a".repeat(20_000) + "!";
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            try (PatternSet set = engine().compile(hostile)) {
                assertThat(set.matching(text)).isEmpty();
            }
        });
    }
}
