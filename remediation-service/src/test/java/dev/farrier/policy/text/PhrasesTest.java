package dev.farrier.policy.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PhrasesTest {
    @ParameterizedTest
    @CsvSource({
        "0, event, 0 events",
        "1, event, 1 event",
        "2, match, 2 matches",
        "1, match, 1 match",
        "3, policy, 3 policies",
        "1, policy, 1 policy"
    })
    void shouldSayOneOrMany(long count, String thing, String expected) {
        assertThat(Phrases.count(count, thing)).isEqualTo(expected);
    }
}
