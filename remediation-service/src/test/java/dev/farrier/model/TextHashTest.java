package dev.farrier.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TextHashTest {
    @Test
    void shouldBeTheSameOfATextAndOfItsBytesWhereverTheyStand() {
        Random random = new Random(1);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            if (random.nextInt(4) > 0) {
                for (int i = 0; i < bytes.length; i++) {
                    bytes[i] &= 0x7f;
                }
            }
            int from = random.nextInt(bytes.length + 1);
            int length = random.nextInt(bytes.length - from + 1);
            String text = new String(bytes, from, length, StandardCharsets.UTF_8);
            assertThat(TextHash.of(bytes, from, length)).as(text).isEqualTo(TextHash.of(text));
        }
    }

    /** The upper bits are those that are used. */
    @Test
    void shouldTellTextsApartThatDifferInACharacter() {
        Set<Long> hashes = new HashSet<>();
        Set<Long> upper = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            hashes.add(TextHash.of("policy-" + i));
            upper.add(TextHash.of("policy-" + i) >>> 40);
        }
        assertThat(hashes).hasSize(10_000);
        assertThat(upper).hasSizeGreaterThan(9_900);
        assertThat(TextHash.of("")).isNotEqualTo(TextHash.of("\0"));
    }
}
