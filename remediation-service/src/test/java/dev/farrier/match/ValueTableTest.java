package dev.farrier.match;

import static org.assertj.core.api.Assertions.assertThat;

import dev.farrier.model.TextHash;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValueTableTest {
    private static Finding finding() {
        return Bucket.of(List.of(), PatternEngine.PORTABLE, new Demands());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4, 6, 7, 100, 10_000})
    void shouldFindWhatIsThereAndNothingElse(int size) {
        Random random = new Random(size);
        Map<String, Finding> byValue = new HashMap<>();
        while (byValue.size() < size) {
            byValue.put(Integer.toString(random.nextInt(), 36), finding());
        }
        ValueTable table = new ValueTable(byValue);
        byValue.forEach((value, finding) -> assertThat(table.get(value)).isSameAs(finding));
        for (int i = 0; i < 10_000; i++) {
            String value = Integer.toString(random.nextInt(), 36);
            assertThat(table.get(value)).isSameAs(byValue.get(value));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4, 100, 10_000})
    void shouldTellByTheHashOfMostValuesThatTheyAreNotThere(int size) {
        Map<String, Finding> byValue = new HashMap<>();
        for (int i = 0; i < size; i++) {
            byValue.put("policy-" + i, finding());
        }
        ValueTable table = new ValueTable(byValue);
        byValue.keySet()
                .forEach(value -> assertThat(table.mayHold(TextHash.of(value))).isTrue());
        int held = 0;
        for (int i = 0; i < 10_000; i++) {
            held += table.mayHold(TextHash.of("noise-" + i)) ? 1 : 0;
        }
        assertThat(held).isLessThan(1_000);
    }

    /** Whoever writes events can choose them so. */
    @Test
    void shouldTellTextsApartThatHaveTheSameHash() {
        List<String> alike = List.of("AaAa", "AaBB", "BBAa");
        Map<String, Finding> byValue = new HashMap<>();
        alike.forEach(value -> byValue.put(value, finding()));
        ValueTable table = new ValueTable(byValue);
        alike.forEach(value -> assertThat(table.get(value)).isSameAs(byValue.get(value)));
        assertThat("BBBB").hasSameHashCodeAs("AaAa");
        assertThat(table.get("BBBB")).isNull();
    }
}
